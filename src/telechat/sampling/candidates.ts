import { Heap } from '../../shared/heap.ts';

/** Tokens that may come next, in ascending order of their ids, and their scores. */
export interface Candidates {
  readonly ids: readonly number[];
  readonly scores: Float64Array;
}

/** Whether a token may come at all, by its id. */
export type Allows = (id: number) => boolean;

/**
 * The k best tokens and what ties with the k-th, in one pass over the vocabulary: with 160,256 tokens, copying the scores
 * as float64 alone takes longer than a GPU takes for a layer.
 * @param logits [vocab], left as they are
 * @param k small against the vocabulary
 * @param changed distinct ids whose score is not their logit, but what `change` makes of it
 * @param allows asked only for tokens that would be among the k best
 * @returns fewer than k only where fewer scores are numbers, or fewer tokens are allowed
 */
export function bestCandidates(
  logits: Float32Array,
  k: number,
  changed: ReadonlySet<number>,
  change: (score: number) => number,
  allows: Allows = () => true,
): Candidates {
  const best = new BestScores(k, allows);
  const unchanged = copy(logits);
  for (const id of changed) {
    const score = logits[id];
    if (score === undefined) continue;
    unchanged[id] = Number.NEGATIVE_INFINITY;
    best.consider(id, change(score));
  }
  for (let id = -1; ; ) {
    id = nextAtLeast(unchanged, id + 1, best.least);
    if (id === unchanged.length) break;
    best.consider(id, unchanged[id] as number);
  }
  return best.candidates();
}

/** The first index from `from` on whose score is at least `least`; the length when there is none. */
function nextAtLeast(scores: Float32Array, from: number, least: number): number {
  const { length } = scores;
  let index = from;
  // Eight at a time takes half as long, and this runs over the whole vocabulary for every token.
  for (; index + 8 <= length; index += 8) {
    if (
      (scores[index] as number) >= least ||
      (scores[index + 1] as number) >= least ||
      (scores[index + 2] as number) >= least ||
      (scores[index + 3] as number) >= least ||
      (scores[index + 4] as number) >= least ||
      (scores[index + 5] as number) >= least ||
      (scores[index + 6] as number) >= least ||
      (scores[index + 7] as number) >= least
    )
      break;
  }
  while (index < length && !((scores[index] as number) >= least)) index++;
  return index;
}

/** The k best of the scores considered so far. */
class BestScores {
  /** The k-th best; -Infinity before there are k. */
  least = Number.NEGATIVE_INFINITY;
  private readonly heap = new Heap<number>((a, b) => a < b);
  private readonly found: { readonly id: number; readonly score: number }[] = [];

  constructor(
    private readonly k: number,
    private readonly allows: Allows,
  ) {}

  consider(id: number, score: number): void {
    if (!(score >= this.least && Number.isFinite(score) && this.allows(id))) return;
    this.found.push({ id, score });
    this.heap.push(score);
    if (this.heap.size > this.k) this.heap.pop();
    if (this.heap.size === this.k) this.least = this.heap.peek() ?? this.least;
  }

  candidates(): Candidates {
    const kept = this.found.filter(({ score }) => score >= this.least).sort((a, b) => a.id - b.id);
    return { ids: kept.map(({ id }) => id), scores: Float64Array.from(kept, ({ score }) => score) };
  }
}

let scratch = new Float32Array();

/** In memory that is used again: to allocate it for every token would take longer than to copy. */
function copy(logits: Float32Array): Float32Array {
  if (scratch.length !== logits.length) scratch = new Float32Array(logits.length);
  scratch.set(logits);
  return scratch;
}
