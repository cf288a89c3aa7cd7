import type { Conversation } from '../engine.ts';

/** A Chinese character takes three bytes and mostly less than one token; an English word of six letters takes one or two. */
const BYTES_PER_TOKEN = 3;
/** The markers around a message. */
const TOKENS_PER_MESSAGE = 4;

/** About how many tokens a text takes where the server's tokenizer cannot be asked; rather too many than too few. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** About how many tokens a conversation takes as a prompt. */
export function estimateConversation(conversation: Conversation): number {
  return conversation.reduce((sum, { content }) => sum + estimateTokens(content) + TOKENS_PER_MESSAGE, 0);
}

/** What is added to the tokens of the texts of a conversation. */
export function markerTokens(conversation: Conversation): number {
  return conversation.length * TOKENS_PER_MESSAGE;
}
