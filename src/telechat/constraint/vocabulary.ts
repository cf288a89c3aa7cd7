import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** The bytes of all tokens of a model, in one piece: an object for each of 150,000 would take long to make and to look at. */
export class Vocabulary {
  /** Token `id` has the bytes from `starts[id]` to `starts[id + 1]`. */
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;

  /** @param endIds tokens that end an answer, and stand for no text in it */
  constructor(
    tokenizer: Pick<Tokenizer, 'vocabSize' | 'bytes'>,
    readonly endIds: readonly number[],
  ) {
    const tokens = Array.from({ length: tokenizer.vocabSize }, (_, id) =>
      endIds.includes(id) ? new Uint8Array() : tokenizer.bytes(id),
    );
    this.bytes = Buffer.concat(tokens);
    this.starts = new Uint32Array(tokens.length + 1);
    for (const [id, { length }] of tokens.entries()) this.starts[id + 1] = (this.starts[id] ?? 0) + length;
  }
}
