import type { Language } from '../../../../src/writing/text/language.ts';
import { countCharacters } from '../../../../src/writing/text/measure.ts';

const WORDS = /\p{Script=Latin}+/gu;
/** KPI, APP, 5G: they are Chinese too. */
const ABBREVIATION = /^[A-Z]{1,6}s?$/;

/**
 * Percent of a document's characters and words in the wrong language: in a Chinese one English words, except abbreviations and
 * words that the task has itself; in an English one Chinese characters.
 */
export function wrongLanguage(markdown: string, language: Language, task: string): number {
  const total = countCharacters(markdown);
  if (total === 0) return 0;
  const given = new Set(words(task));
  const wrong =
    language === 'en'
      ? (markdown.match(/\p{Script=Han}/gu) ?? [])
      : (markdown.match(WORDS) ?? []).filter(
          (word) => !ABBREVIATION.test(word) && !given.has(word.toLowerCase()),
        );
  return (100 * wrong.length) / total;
}

function words(text: string): string[] {
  return (text.match(WORDS) ?? []).map((word) => word.toLowerCase());
}
