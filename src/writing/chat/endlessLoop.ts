/** A unit of up to 40 characters that the text ends in, again and again. */
const LOOP = /(.{1,40}?)\1{5,}$/su;
/** Characters that a loop must take: shorter ones are found in good prose, as laughter and lists of zeros are. */
const LEAST_LENGTH = 40;
/** How far back from the end a loop is looked for. */
const WINDOW = 400;

/**
 * Where a text that ends in an endless loop begins to repeat itself: the offset after the first of the repeated units.
 * A small model may never leave such a loop. Rules and tables, which repeat marks, are none.
 */
export function endlessLoopAt(text: string): number | undefined {
  const end = text.slice(-WINDOW);
  const match = LOOP.exec(end);
  const unit = match?.[1];
  if (!match || unit === undefined || match[0].length < LEAST_LENGTH || !/[\p{L}\p{N}]/u.test(unit))
    return undefined;
  return text.length - end.length + match.index + unit.length;
}
