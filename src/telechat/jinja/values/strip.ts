import { asText, type Value } from './values.ts';
import { stripEnd, stripStart } from './whitespace.ts';

/** Python's strip, lstrip and rstrip: whitespace, or any of the characters given. */
export function strip(
  text: string,
  given: Value | undefined,
  { start, end }: { readonly start: boolean; readonly end: boolean },
): string {
  if (given === undefined || given === null) {
    const left = start ? stripStart(text) : text;
    return end ? stripEnd(left) : left;
  }
  const wanted = new Set(asText(given, 'strip()'));
  const characters = [...text];
  let from = 0;
  let to = characters.length;
  while (start && from < to && wanted.has(characters[from] ?? '')) from++;
  while (end && to > from && wanted.has(characters[to - 1] ?? '')) to--;
  return characters.slice(from, to).join('');
}
