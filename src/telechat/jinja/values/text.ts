import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { SPACE, stripEnd } from './whitespace.ts';

/** Python's round(): what lies in the middle goes to the even side. */
export function roundToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (Math.abs(below) % 2) : Math.round(value);
}

/** Python's str.title(). */
export function title(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

/** Python's str.capitalize(). */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Python's str.replace(): `most` below zero replaces all. */
export function replaceText(text: string, from: string, to: string, most: number, budget: Budget): string {
  budget.search(text, from);
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const count = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  budget.text(text.length + count * to.length);
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join('')
  );
}

/** Python's str.split() and rsplit() with a separator. */
export function splitText(
  text: string,
  sep: string,
  most: number,
  fromEnd: boolean,
  budget: Budget,
): string[] {
  if (sep === '') throw new JinjaError('split(): the separator is empty');
  budget.search(text, sep);
  const parts = text.split(sep);
  budget.items(parts.length);
  if (most < 0 || parts.length - 1 <= most) return parts;
  if (fromEnd) {
    const rest = parts.length - most;
    return [parts.slice(0, rest).join(sep), ...parts.slice(rest)];
  }
  return [...parts.slice(0, most), parts.slice(most).join(sep)];
}

/** Python's str.split() and rsplit() at whitespace. */
export function splitBlanks(text: string, most: number, fromEnd: boolean, budget: Budget): string[] {
  const words = [...text.matchAll(new RegExp(`[^${SPACE}]+`, 'g'))];
  budget.items(words.length);
  if (most < 0 || words.length <= most) return words.map(([word]) => word);
  if (fromEnd) {
    const first = words[words.length - most];
    const start = stripEnd(first ? text.slice(0, first.index) : text);
    return [...(start === '' ? [] : [start]), ...words.slice(words.length - most).map(([word]) => word)];
  }
  const rest = words[most];
  return [...words.slice(0, most).map(([word]) => word), ...(rest ? [text.slice(rest.index)] : [])];
}
