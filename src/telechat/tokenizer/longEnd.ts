import type { Tokenizer } from './tokenizer.ts';

/** Characters that are tokenised in one go: some milliseconds. */
const PIECE = 8192;
/** Far more tokens than a cut through a text can add to those on either side of it. */
const TOKENS_OF_CUT = 32;

/** The end of a text. */
export interface LongEnd {
  readonly text: string;
  /** It has no fewer tokens. */
  readonly leastTokens: number;
}

/**
 * Reads a text from its end, piece by piece, until that surely has more than so many tokens: a text of a megabyte that there
 * is no room for takes no longer than one that fits.
 * @param pause called between two pieces, so that others can go on
 */
export async function longEnd(
  text: string,
  tokenizer: Tokenizer,
  tokens: number,
  pause: () => Promise<void>,
): Promise<LongEnd> {
  let leastTokens = 0;
  let start = text.length;
  while (start > 0 && leastTokens <= tokens) {
    await pause();
    const from = pieceStart(text, start - PIECE);
    const count = tokenizer.encode(text.slice(from, start), { special: false }).length;
    leastTokens += Math.max(0, count - TOKENS_OF_CUT);
    start = from;
  }
  return { text: text.slice(start), leastTokens };
}

/** Not between the two halves of a character. */
function pieceStart(text: string, at: number): number {
  const start = Math.max(0, at);
  return /[\uDC00-\uDFFF]/.test(text[start] ?? '') && start > 0 ? start - 1 : start;
}
