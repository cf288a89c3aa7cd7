import type { Language } from '../text/language.ts';
import { chinesePrompts } from './chinesePrompts.ts';
import { englishPrompts } from './englishPrompts.ts';
import type { InstructedPrompts } from './instructedPrompts.ts';
import type { PromptParts } from './promptParts.ts';

/** The wordings in a document's language; they are the kind's own where it has some. */
export function instructedPrompts(parts: PromptParts, language: Language): InstructedPrompts {
  return language === 'en' ? englishPrompts(parts) : chinesePrompts(parts);
}
