import { findKind } from '../../../../src/writing/documents/index.ts';
import { countCharacters, lengthScore } from '../../../../src/writing/text/measure.ts';
import { type Task, wishOf } from '../tasks/tasks.ts';
import { placeholders } from './placeholders.ts';
import { promptWords } from './promptWords.ts';
import { repeatedHeadings } from './repeatedHeadings.ts';
import { repetitionBetween, repetitionWithin } from './repetition.ts';
import { wholeSentences } from './wholeSentences.ts';
import { wrongLanguage } from './wrongLanguage.ts';

/** What can be counted of a document. Shares are in percent. */
export interface Figures {
  readonly characters: number;
  readonly lengthScore: number;
  readonly repetitionWithin: number;
  readonly repetitionBetween: number;
  /** Undefined for a document of bullets. */
  readonly wholeSentences: number | undefined;
  readonly promptWords: readonly string[];
  readonly wrongLanguage: number;
  readonly placeholders: readonly string[];
  readonly repeatedHeadings: readonly string[];
}

/** @param phrases of the prompts, as phrasesOf finds them */
export function figuresOf(task: Task, markdown: string, phrases: readonly string[]): Figures {
  const characters = countCharacters(markdown);
  const wish = wishOf(task);
  return {
    characters,
    lengthScore: lengthScore(task.length, characters),
    repetitionWithin: repetitionWithin(markdown),
    repetitionBetween: repetitionBetween(markdown),
    wholeSentences: isProse(task) ? wholeSentences(markdown) : undefined,
    promptWords: promptWords(markdown, phrases, wish),
    wrongLanguage: wrongLanguage(markdown, ('language' in task && task.language) || 'zh', wish),
    placeholders: placeholders(markdown),
    repeatedHeadings: repeatedHeadings(markdown),
  };
}

function isProse(task: Task): boolean {
  return 'prompt' in task || findKind(task.kind).body === 'prose';
}
