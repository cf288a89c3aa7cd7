/** What Python's str calls whitespace: JavaScript lacks U+001C to U+001F and U+0085, and has U+FEFF besides. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const LINE_ENDS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_BREAK = new RegExp(`\\r\\n|[${LINE_ENDS}]`);
const LINES = new RegExp(`[^${LINE_ENDS}]*(?:\\r\\n|[${LINE_ENDS}])|[^${LINE_ENDS}]+$`, 'g');

const START = new RegExp(`^[${SPACE}]+`);
const IS_SPACE = new RegExp(`^[${SPACE}]$`);

/** Python's lstrip() without arguments. */
export function stripStart(text: string): string {
  return text.replace(START, '');
}

/** By hand: a pattern that ends in `+$` takes the square of the length on a text full of blanks. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

/** The lines of a text, each with the break that ends it, as Python's splitlines(True) has them. */
export function linesOf(text: string): string[] {
  return text.match(LINES) ?? [];
}

/** The break at the end of a line that linesOf() gave. */
export function withoutBreak(line: string): string {
  return line.replace(LINE_BREAK, '');
}
