import { printOutline } from '../outline/outline.ts';
import type { Language } from '../text/language.ts';
import type { PromptParts } from './documentPrompts.ts';

/** Lengths in an example are multiples of this many characters or words. */
const STEP = 50;

/** The first usual section of the kind as an outline's first line, for the model to see the form. */
export function exampleLine({ kind, length }: PromptParts, language: Language): string {
  const { defaultSections } = kind.wordings[language];
  const share = Math.max(STEP, Math.round(length / defaultSections.length / STEP) * STEP);
  const sections = defaultSections.slice(0, 1).map((each) => ({ ...each, length: share }));
  return printOutline({ sections }, language);
}
