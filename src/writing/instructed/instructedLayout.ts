import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import { bot, type ConversationLayout, user } from '../sections/conversation.ts';

/** How the document stands before the model. */
export interface InstructedLayoutOptions {
  /** What the whole document is to be, and what the person's sources say. */
  readonly task: string;
  readonly prompts: Pick<InstructedPrompts, 'recap'>;
  /** Asks to go on, for an engine that does not go on by itself with an answer that was begun. */
  readonly goOn?: string | undefined;
}

/**
 * The document as one answer to one request, which the model is in the middle of: it then goes on as it began, and the
 * engine computes only what is new.
 */
export function instructedLayout({ task, prompts, goOn }: InstructedLayoutOptions): ConversationLayout {
  return (endings, turns, begun) => {
    const opening = endings.length > 0 ? `${task}\n\n${prompts.recap(endings)}` : task;
    const written = turns.map(({ prompt, answer }) => `${prompt}${answer}\n`).join('');
    return [user(opening), bot(written + begun), ...(goOn === undefined ? [] : [user(goOn)])];
  };
}
