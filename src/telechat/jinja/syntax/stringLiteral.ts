import { JinjaError } from '../jinjaError.ts';

const ESCAPE =
  /\\(?:\n|([\\'"abfnrtv])|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([xuUN]))/g;

const SIMPLE = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/**
 * The text that a literal of Python stands for; a backslash that escapes nothing stays.
 * @throws JinjaError for an escape that is broken, and for names of characters
 */
export function unescapeString(literal: string): string {
  return literal.replace(ESCAPE, (whole, simple, octal, x, u, long, broken) => {
    if (broken !== undefined) throw new JinjaError(`the escape ${whole} in a string is not supported`);
    if (simple !== undefined) return SIMPLE.get(simple) ?? '';
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = x ?? u ?? long;
    return hex === undefined ? '' : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}
