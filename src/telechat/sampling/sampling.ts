import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs } from '../../shared/files/jsonFile.ts';
import type { Sampling } from '../../shared/model/sampling.ts';
import { mulberry32 } from '../../shared/random.ts';
import { type Allows, bestCandidates } from './candidates.ts';

/** The score of a token that is no candidate any more. */
const REMOVED = Number.NEGATIVE_INFINITY;

const POSITIVE = v.pipe(v.number(), v.finite(), v.gtValue(0, 'it must be greater than 0'));

const SETTINGS = v.object({
  greedy: v.boolean(),
  temperature: POSITIVE,
  topK: v.pipe(
    v.number(),
    v.integer('it must be a whole number'),
    v.minValue(0, 'it must be 0 (off) or more'),
  ),
  topP: v.pipe(POSITIVE, v.maxValue(1, 'it must be at most 1')),
  repetitionPenalty: POSITIVE,
  seed: v.optional(v.pipe(v.number(), v.safeInteger('it must be a whole number'))),
});

/** Draws one token after the other from a model's logits. Source of the formulas: docs/model.md#sampling. */
export class Sampler {
  private readonly random: () => number;
  /** The distinct ids of the history so far, and how long it was. */
  private readonly said = new Set<number>();
  private historyLength = 0;

  /** @throws UserError naming the setting that is out of its range */
  constructor(private readonly settings: Sampling) {
    parseAs(SETTINGS, settings, 'the sampling settings', 'correct it');
    this.random = mulberry32(settings.seed ?? Math.floor(Math.random() * 2 ** 32));
  }

  /**
   * @param logits [vocab], left as they are
   * @param history ids of the prompt and of what was generated so far; from call to call it only grows
   * @param allows which tokens may come; absent, all
   * @returns the id of the next token
   * @throws UserError when the logits are no numbers, as a damaged model computes them, or no token may come
   */
  next(logits: Float32Array, history: readonly number[], allows?: Allows): number {
    const { ids, probabilities } = this.candidates(logits, history, allows);
    const index = this.settings.greedy ? 0 : draw(probabilities, this.random());
    return ids ? (ids[index] ?? index) : index;
  }

  /**
   * What the next token is drawn from.
   * @returns the probability of each candidate; `ids` are theirs, absent where the whole vocabulary is
   * @throws UserError as `next` does
   */
  candidates(
    logits: Float32Array,
    history: readonly number[],
    allows?: Allows,
  ): { readonly ids?: readonly number[]; readonly probabilities: Float64Array } {
    const { greedy, topK, repetitionPenalty: penalty } = this.settings;
    const { ids, scores } =
      greedy || topK > 0
        ? bestCandidates(
            logits,
            greedy ? 1 : topK,
            this.penalised(history),
            (score) => penalise(score, penalty),
            allows,
          )
        : { ids: undefined, scores: remove(penaliseRepetition(logits, history, penalty), allows) };
    const best = argmax(scores);
    if (!Number.isFinite(scores[best])) {
      const why = allows ? 'none of its tokens continues the format' : 'its output is not a number';
      throw new UserError('the model', why, 'verify the files of the model folder');
    }
    // Of equals the first, as an argmax takes it.
    if (greedy) return { ids: [ids?.[best] ?? best], probabilities: Float64Array.of(1) };
    const probabilities = distribution(scores, this.settings);
    return ids ? { ids, probabilities } : { probabilities };
  }

  /** The distinct ids of the history, where they are penalised. */
  private penalised(history: readonly number[]): ReadonlySet<number> {
    if (this.settings.repetitionPenalty === 1) return this.said;
    for (; this.historyLength < history.length; this.historyLength++) {
      this.said.add(history[this.historyLength] as number);
    }
    return this.said;
  }
}

// The loops below run over the whole vocabulary for every token: indexed ones, because callbacks take ten times as long.

/**
 * Makes every token that occurred less likely, once per distinct id: a negative score times the penalty, any other
 * divided by it.
 * @returns [vocab] scores
 */
function penaliseRepetition(
  logits: ArrayLike<number>,
  history: readonly number[],
  penalty: number,
): Float64Array {
  const scores = new Float64Array(logits);
  if (penalty === 1) return scores;
  for (const id of new Set(history)) {
    const score = scores[id];
    if (score !== undefined) scores[id] = penalise(score, penalty);
  }
  return scores;
}

function penalise(score: number, penalty: number): number {
  return score < 0 ? score * penalty : score / penalty;
}

/** Removes what is not allowed from the scores. */
function remove(scores: Float64Array, allows: Allows | undefined): Float64Array {
  if (!allows) return scores;
  for (let id = 0; id < scores.length; id++) if (!allows(id)) scores[id] = REMOVED;
  return scores;
}

/** Below 1 sharpens the distribution, above 1 flattens it. */
function applyTemperature(scores: Float64Array, temperature: number): Float64Array {
  if (temperature === 1) return scores;
  const tempered = new Float64Array(scores.length);
  for (let id = 0; id < scores.length; id++) tempered[id] = (scores[id] ?? 0) / temperature;
  return tempered;
}

/**
 * Keeps the smallest set of best tokens whose probability reaches p, at least one; the others become -Infinity. Of
 * equals the higher id stays, as a stable ascending sort leaves it.
 */
export function keepTopP(scores: Float64Array, p: number): Float64Array {
  if (p === 1) return scores;
  const probabilities = softmax(scores);
  const of = (id: number) => probabilities[id] ?? 0;
  // What is this improbable cannot reach 1 - p even together, so that only few of a large vocabulary need sorting.
  const negligible = (1 - p) / scores.length;
  const candidates: number[] = [];
  for (let id = 0; id < scores.length; id++) if (of(id) > negligible) candidates.push(id);
  const kept = new Float64Array(scores.length).fill(REMOVED);
  let reached = 0;
  for (const id of candidates.sort((a, b) => of(b) - of(a) || b - a)) {
    if (reached >= p) break;
    kept[id] = scores[id] ?? 0;
    reached += of(id);
  }
  return kept;
}

/** @returns probabilities that sum to 1; 0 where the score is -Infinity */
export function softmax(scores: Float64Array): Float64Array {
  const largest = scores[argmax(scores)] ?? 0;
  const probabilities = new Float64Array(scores.length);
  let sum = 0;
  for (let id = 0; id < scores.length; id++) {
    const weight = Math.exp((scores[id] ?? 0) - largest);
    probabilities[id] = weight;
    sum += weight;
  }
  for (let id = 0; id < scores.length; id++) probabilities[id] = (probabilities[id] ?? 0) / sum;
  return probabilities;
}

/** Temperature, top-p and softmax, in this order. */
export function distribution(
  scores: Float64Array,
  { temperature, topP }: Pick<Sampling, 'temperature' | 'topP'>,
): Float64Array {
  return softmax(keepTopP(applyTemperature(scores, temperature), topP));
}

/** @returns the index of the first largest value; -1 when no value is larger than -Infinity */
function argmax(values: Float64Array): number {
  let best = -1;
  let largest = REMOVED;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value > largest) {
      best = index;
      largest = value;
    }
  }
  return best;
}

/**
 * @param uniform a random number in [0, 1)
 * @returns the index whose share of the cumulative probability holds that number
 */
function draw(probabilities: Float64Array, uniform: number): number {
  let cumulative = 0;
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const probability = probabilities[id] ?? 0;
    if (probability === 0) continue;
    cumulative += probability;
    if (uniform < cumulative) return id;
    last = id;
  }
  // Rounding may leave the sum a little below 1.
  return last;
}
