import * as l10n from '@vscode/l10n';
import type { EngineInfo } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';

/** Language that a document is written in: Chinese or English. */
export type Language = 'zh' | 'en';

/** What a person may choose: `auto` goes by the script of what they typed. */
export const LANGUAGE_CHOICES = ['auto', 'zh', 'en'] as const;

/** A setting or an option, resolved to a language for each request. */
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

/** The language of a text by its script: English where it has Latin letters and no Chinese character. */
export function languageOf(text: string): Language {
  return /\p{Script=Latin}/u.test(text) && !/\p{Script=Han}/u.test(text) ? 'en' : 'zh';
}

/**
 * The language of a document. A model that knows only Chinese writes Chinese whatever the script of the topic, since a
 * name or an abbreviation alone ("OKR") is a topic too; `languageNote` tells the person. Asked for English by name, it
 * refuses.
 * @param typed topic and points as a person typed them
 * @throws UsageError where English is asked for and the model does not know it
 */
export function documentLanguage(choice: LanguageChoice, typed: string, model: EngineInfo): Language {
  if (model.followsInstructions) return choice === 'auto' ? languageOf(typed) : choice;
  if (choice !== 'en') return 'zh';
  throw new UsageError(
    l10n.t('a document in English'),
    l10n.t('the model {0} knows only Chinese', model.model),
    l10n.t('import an official TeleChat model and choose it, or set the language to zh'),
  );
}

/** What a person should know when their topic looks English and the document will be Chinese; else undefined. */
export function languageNote(choice: LanguageChoice, typed: string, model: EngineInfo): string | undefined {
  if (choice !== 'auto' || model.followsInstructions || languageOf(typed) === 'zh') return undefined;
  return l10n.t(
    'The model {0} knows only Chinese, so the document will be in Chinese; an official TeleChat model also writes English.',
    model.model,
  );
}
