import { type Section, subheadingNumber } from '../outline/outline.ts';
import type { InstructedTools } from './instructedTools.ts';

const SIGN_OFF = ['\n此致', '\n敬礼', '\n祝好', '\nBest regards', '\nKind regards', '\nSincerely'];

/** Below these a model says what it thinks of its text. */
const COMMENTS = ['---', '\n注：', '\n（注：'];

/**
 * Strings with which a model goes on to what comes after a part: its answer has ended there.
 * @param index 0 for the first section
 */
export function headingsAfter(
  { headings, language, kind }: Pick<InstructedTools, 'headings' | 'language' | 'kind'>,
  index: number,
  { title, points }: Section,
): string[] {
  // The headings of a text in one piece are the model's own; the sign-off is the program's, but for a letter in free words.
  if (title === '') return kind.isFree ? COMMENTS : SIGN_OFF;
  const next = headings[index + 1];
  // A section without sub-headings ends where the model goes on to one of its own.
  const places = Array.from({ length: Math.max(points.length, 2) }, (_, place) => place);
  const numbers = places.map((place) => subheadingNumber(index, place, language));
  // A text in free words goes on below a blank line, where the next heading stands at once.
  const atOnce = kind.isFree ? [...COMMENTS, '##', ...(next ? [next] : [])] : [];
  return [
    ...atOnce,
    '\n#',
    '\n---',
    ...(next ? [`\n${next}`] : []),
    ...numbers.map((number) => `\n${number}`),
  ];
}
