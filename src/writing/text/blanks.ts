import type { Language } from './language.ts';

/** What stands in a document for a fact that nobody gave. */
export const BLANKS: Readonly<Record<Language, string>> = { zh: '××', en: '[to be filled in]' };

const BLANK = /[×✕]{2,}|[Xx]{2,}(?=[年月日号元万人名个份项次家万%％]|$)|\[to be filled in\]/g;

/** Offsets of the blanks that a person has to fill in. */
export function findBlanks(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(BLANK)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
