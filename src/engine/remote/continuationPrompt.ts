import type { Conversation } from '../engine.ts';

/** Asks for the continuation of a text in a conversation, for a server that cannot be given a raw text. */
export function continuationPrompt(prefix: string): Conversation {
  const instruction = /\p{Script=Han}/u.test(prefix)
    ? '请紧接下面这段文字的结尾继续写，只输出后续内容，不要重复已有的文字，也不要作任何说明：\n'
    : 'Continue the following text from exactly where it ends. Output only what comes next; repeat nothing and explain nothing:\n';
  return [{ role: 'user', content: instruction + prefix }];
}
