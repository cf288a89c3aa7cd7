/** Text to token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Ids that go before a raw text which the model is to go on with: bos, where it was trained so. Chat templates write their own. */
  readonly start: readonly number[];
  /**
   * @param text any text
   * @param options.special true (the default, and the official behaviour) turns literal special tokens such as
   *   `<_end>` in the text into their ids; false treats them as plain text, so that what people write never breaks
   *   the turn format
   * @returns ids without bos or eos; empty for empty text
   * @throws UserError when the tokenizer's own file makes that fail
   */
  encode(text: string, options?: { readonly special?: boolean }): number[];
  /**
   * Joins the pieces, bytes decoded as UTF-8 with U+FFFD for what is invalid, the leading dummy space dropped.
   * @param options.special true (the default) shows special tokens as the official tokenizer does; false leaves
   *   them out
   */
  decode(ids: readonly number[], options?: { readonly special?: boolean }): string;
  /**
   * The bytes that a token adds to a text, a space at its beginning included; none for a token that stands for no text:
   * special tokens, markers of turns, ids that there are not.
   */
  bytes(id: number): Uint8Array;
  /** A decoder for ids that arrive one at a time. */
  stream(): TokenStream;
}

/** Joined, what `push` and `flush` return equals `decode` of all ids with `special: false`; no character is split. */
export interface TokenStream {
  /** Text that became certain with this id: '' while a multi-byte character is incomplete. */
  push(id: number): string;
  /** What is held back at the end. */
  flush(): string;
}

/** Decodes all ids at once through a stream, which makes the two agree by construction. */
export function decodeThrough(stream: TokenStream, ids: Iterable<number>): string {
  let text = '';
  for (const id of ids) text += stream.push(id);
  return text + stream.flush();
}
