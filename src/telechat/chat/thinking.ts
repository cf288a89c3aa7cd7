import { THINKING_TAGS } from '../../shared/model/thinkingTags.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** Tokens at the end of a prompt that hold an opening tag, also where the tokenizer has no token for it. */
const TAG_TOKENS = 8;

/** How a template goes about a model's thinking. */
export interface ThinkingStyle {
  /** The prompt ends with the opening tag: the answer begins within the thinking, without a tag of its own. */
  readonly opensInPrompt: boolean;
  /** The model is known to think: its template opens the thinking or speaks of its tags. */
  readonly thinks: boolean;
  /** Rendered with `thinking: false`, the model answers at once. */
  readonly canSwitchOff: boolean;
}

/** Closes the thinking at the end of a prompt that opens it, as an empty one is written by Qwen3, TeleChat3 and R1. */
export function closeThinking(prompt: string): string {
  if (!opensThinking(prompt)) return prompt;
  const line = prompt.endsWith('\n') ? '' : '\n';
  return `${prompt}${line}\n${THINKING_TAGS.close}\n\n`;
}

/** Whether the prompt ends with the opening tag, so that the answer begins as thinking. */
export function opensThinking(prompt: string): boolean {
  return prompt.trimEnd().endsWith(THINKING_TAGS.open);
}

/** The same of a prompt's token ids. */
export function promptOpensThinking(prompt: readonly number[], tokenizer: Tokenizer): boolean {
  return opensThinking(tokenizer.decode(prompt.slice(-TAG_TOKENS)));
}

/**
 * An earlier answer without its thinking, which no template wants to see again.
 * @param opensInPrompt the thinking then has no opening tag; what stands before the closing one was thought
 */
export function withoutThinking(answer: string, opensInPrompt: boolean): string {
  const { open, close } = THINKING_TAGS;
  const isOpen = answer.trimStart().startsWith(open);
  const end = answer.indexOf(close);
  if (end >= 0 && (isOpen || opensInPrompt)) return answer.slice(end + close.length).trimStart();
  return isOpen ? '' : answer;
}
