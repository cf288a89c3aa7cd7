import { type Section, subheadingNumber } from '../outline/outline.ts';
import type { InstructedTools } from './instructedTools.ts';

const SIGN_OFF = ['\n此致', '\n敬礼', '\n祝好', '\nBest regards', '\nKind regards', '\nSincerely'];

/** Below a line a model says what it thinks of its text. */
const COMMENT = '\n---';

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
  if (title === '') return kind.isFree ? [COMMENT] : SIGN_OFF;
  const next = headings[index + 1];
  const numbers = points.map((_, place) => subheadingNumber(index, place, language));
  return ['\n#', COMMENT, ...(next ? [`\n${next}`] : []), ...numbers.map((number) => `\n${number}`)];
}
