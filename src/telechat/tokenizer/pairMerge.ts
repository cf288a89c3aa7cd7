import { Heap } from '../../shared/heap.ts';

/** A stretch of text that is one token if nothing merges it further. */
export interface TextSymbol {
  readonly text: string;
  /** A user-defined symbol: never merged. */
  readonly frozen: boolean;
}

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly text: string;
  readonly score: number;
}

/**
 * Byte-pair encoding: merges the neighbours whose concatenation has the highest score, leftmost on ties, until none is
 * a piece. A heap of candidate pairs keeps it at n log n for long text.
 * @param scoreOf the score of a piece; undefined for text that is none
 * @returns the texts that remain, in order
 */
export function mergePairs(
  symbols: readonly TextSymbol[],
  scoreOf: (text: string) => number | undefined,
): string[] {
  const texts: (string | undefined)[] = symbols.map(({ text }) => text);
  const next = symbols.map((_, index) => index + 1);
  const previous = symbols.map((_, index) => index - 1);
  const pairs = new Heap<Pair>((a, b) => a.score > b.score || (a.score === b.score && a.left < b.left));

  const consider = (left: number, right: number) => {
    const [first, second] = [texts[left], texts[right]];
    if (first === undefined || second === undefined) return;
    if (symbols[left]?.frozen || symbols[right]?.frozen) return;
    const text = first + second;
    const score = scoreOf(text);
    if (score !== undefined) pairs.push({ left, right, text, score });
  };

  for (let index = 1; index < symbols.length; index++) consider(index - 1, index);
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const { left, right, text } = pair;
    // A pair is out of date when one of its halves has been merged since.
    if (next[left] !== right || `${texts[left]}${texts[right]}` !== text) continue;
    texts[left] = text;
    texts[right] = undefined;
    const after = next[right] ?? symbols.length;
    next[left] = after;
    if (after < symbols.length) previous[after] = left;
    consider(previous[left] ?? -1, left);
    consider(left, after);
  }
  return texts.filter((text) => text !== undefined);
}
