/** Text to token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /**
   * @param text any text
   * @param options.special true (the official behaviour) turns literal special tokens such as `<_end>` in the
   *   text into their ids; false treats them as plain text, so that what people write never breaks the turn format
   * @returns ids without bos or eos; empty for empty text
   */
  encode(text: string, options?: { readonly special?: boolean }): number[];
  /** Joins the pieces, bytes decoded as UTF-8 with U+FFFD for what is invalid, the leading dummy space dropped. */
  decode(ids: readonly number[]): string;
  /** A decoder for ids that arrive one at a time. */
  stream(): TokenStream;
}

/** Joined, what `push` and `flush` return equals `decode` of all ids; no character is ever split. */
export interface TokenStream {
  /** Text that became certain with this id: '' while a multi-byte character is incomplete. */
  push(id: number): string;
  /** What is held back at the end. */
  flush(): string;
}
