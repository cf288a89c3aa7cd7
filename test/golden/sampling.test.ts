import { describe, expect, it } from 'vitest';
import { Sampler } from '../../src/telechat/sampling/sampling.ts';
import { goldenVectors } from '../support/golden.ts';

interface Case {
  readonly params_name: string;
  readonly params: {
    readonly do_sample: boolean;
    readonly temperature: number;
    readonly top_k: number;
    readonly top_p: number;
    readonly repetition_penalty: number;
  };
  readonly logits: readonly number[];
  readonly context_ids: readonly number[];
  readonly greedy_token: number;
}

interface SampledCase extends Case {
  readonly probs: readonly number[];
  readonly kept: readonly number[];
}

const TOLERANCE = 1e-6;
const { cases } = goldenVectors<{ readonly cases: readonly Case[] }>('sampling');
const sampled = cases.filter((vector): vector is SampledCase => 'probs' in vector);

function samplerOf({ params }: Case, greedy: boolean): Sampler {
  return new Sampler({
    greedy,
    temperature: params.temperature,
    topK: params.top_k,
    topP: params.top_p,
    repetitionPenalty: params.repetition_penalty,
    seed: 7,
  });
}

/** The probability of each token of the vocabulary, 0 for what is no candidate. */
function probabilitiesOf(vector: Case): number[] {
  const logits = Float32Array.from(vector.logits);
  const { ids, probabilities } = samplerOf(vector, false).candidates(logits, vector.context_ids);
  const whole = vector.logits.map(() => 0);
  for (const [index, probability] of probabilities.entries()) whole[ids?.[index] ?? index] = probability;
  return whole;
}

describe('The sampler, as the official processors do it', () => {
  it.each(cases)('takes the best token when greedy ($params_name, $context_ids)', (vector) => {
    const logits = Float32Array.from(vector.logits);
    expect(samplerOf(vector, true).next(logits, vector.context_ids)).toBe(vector.greedy_token);
  });

  it.each(sampled)('gives every token the official probability ($params_name, $context_ids)', (vector) => {
    const probabilities = probabilitiesOf(vector);
    const gaps = vector.probs.map((expected, id) => Math.abs((probabilities[id] ?? Number.NaN) - expected));
    expect(Math.max(...gaps)).toBeLessThan(TOLERANCE);
    const kept = [...probabilities.keys()].filter((id) => (probabilities[id] ?? 0) > 0);
    expect(kept).toEqual([...vector.kept].sort((a, b) => a - b));
  });

  it.each(sampled)('draws only what is kept ($params_name, $context_ids)', (vector) => {
    const sampler = samplerOf(vector, false);
    const logits = Float32Array.from(vector.logits);
    for (let n = 0; n < 50; n++) expect(vector.kept).toContain(sampler.next(logits, vector.context_ids));
  });
});
