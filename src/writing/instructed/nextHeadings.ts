import { type Section, subheadingNumber } from '../outline/outline.ts';
import type { InstructedTools } from './instructedTools.ts';

const SIGN_OFF = ['\n此致', '\n敬礼', '\n祝好', '\nBest regards', '\nKind regards', '\nSincerely'];

/**
 * Strings with which a model goes on to what comes after a part: its answer has ended there.
 * @param index 0 for the first section
 */
export function headingsAfter(
  { headings, language }: Pick<InstructedTools, 'headings' | 'language'>,
  index: number,
  { title, points }: Section,
): string[] {
  // The headings of a text in one piece are the model's own; the sign-off is the program's.
  if (title === '') return SIGN_OFF;
  const next = headings[index + 1];
  // A section without sub-headings ends where the model goes on to one of its own.
  const places = Array.from({ length: Math.max(points.length, 2) }, (_, place) => place);
  const numbers = places.map((place) => subheadingNumber(index, place, language));
  return ['\n#', '\n---', ...(next ? [`\n${next}`] : []), ...numbers.map((number) => `\n${number}`)];
}
