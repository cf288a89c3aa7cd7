import type { Conversation } from '../../engine.ts';

/** A message of OpenAI's chat completions: our `bot` is its `assistant`. */
export interface OpenaiMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A conversation as OpenAI-compatible servers take it. */
export function openaiMessages(conversation: Conversation): OpenaiMessage[] {
  return conversation.map(({ role, content }) => ({ role: role === 'bot' ? 'assistant' : role, content }));
}
