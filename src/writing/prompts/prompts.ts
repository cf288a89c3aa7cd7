import type { Language } from '../text/language.ts';
import { chinesePrompts } from './chinesePrompts.ts';
import type { DocumentPrompts, PromptParts } from './documentPrompts.ts';
import { englishPrompts } from './englishPrompts.ts';
import { trainedPrompts } from './trainedPrompts.ts';

/**
 * The one place that chooses the wordings. A model that follows instructions gets those of the kind; another gets the
 * wordings that it was trained on, and nothing else.
 */
export function promptsFor(
  parts: PromptParts,
  language: Language,
  followsInstructions: boolean,
): DocumentPrompts {
  if (!followsInstructions) return trainedPrompts(parts);
  return language === 'en' ? englishPrompts(parts) : chinesePrompts(parts);
}
