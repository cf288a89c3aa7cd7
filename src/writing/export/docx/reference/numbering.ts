/** Numberings of two documents in one, and what the numbers of the second are in it. */
export interface MergedNumbering {
  readonly xml: string;
  /** Added to each `numId` of ours. */
  readonly offset: number;
}

/** Puts our numberings behind theirs, by which their styles number headings. */
export function mergeNumbering(theirs: string, ours: string): MergedNumbering {
  const offset = highest(theirs, /<w:num\b[^>]*w:numId="(\d+)"/g) + 1;
  const abstractOffset = highest(theirs, /w:abstractNumId="(\d+)"/g) + 1;
  const moved = ours
    // Names that their document may not have declared.
    .replace(/\sw15:\w+="[^"]*"/g, '')
    .replace(
      /(w:abstractNumId=|<w:abstractNumId\b[^>]*?w:val=)"(\d+)"/g,
      (_, before: string, id: string) => `${before}"${Number(id) + abstractOffset}"`,
    )
    .replace(
      /(<w:num\b[^>]*?w:numId=)"(\d+)"/g,
      (_, before: string, id: string) => `${before}"${Number(id) + offset}"`,
    );
  const definitions = moved.match(/<w:abstractNum\b[\s\S]*?<\/w:abstractNum>/g) ?? [];
  const numbers = moved.match(/<w:num\b[\s\S]*?<\/w:num>/g) ?? [];
  const at = theirs.search(/<w:num\b|<w:numIdMacAtCleanup\b|<\/w:numbering>/);
  const end = theirs.search(/<w:numIdMacAtCleanup\b|<\/w:numbering>/);
  const xml = [
    theirs.slice(0, at),
    ...definitions,
    theirs.slice(at, end),
    ...numbers,
    theirs.slice(end),
  ].join('');
  return { xml, offset };
}

/** The highest number that a form finds; -1 where it finds none. */
function highest(xml: string, form: RegExp): number {
  return [...xml.matchAll(form)].reduce((most, [, id]) => Math.max(most, Number(id)), -1);
}
