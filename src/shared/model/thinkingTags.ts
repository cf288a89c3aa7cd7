/** What a model writes its thinking between, in every family that has templates for it. */
export const THINKING_TAGS = { open: '<think>', close: '</think>' } as const;

/** A tokenizer shows these also where it leaves special tokens out: nothing else tells where the thinking ends. */
export function isThinkingTag(token: string): boolean {
  return token === THINKING_TAGS.open || token === THINKING_TAGS.close;
}
