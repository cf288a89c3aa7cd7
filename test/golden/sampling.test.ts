import { describe, expect, it } from 'vitest';
import {
  applyTemperature,
  argmax,
  distribution,
  keepTopK,
  keepTopP,
  penaliseRepetition,
  Sampler,
} from '../../src/telechat/sampling/sampling.ts';
import { goldenVectors } from '../support/golden.ts';

type Scores = readonly (number | null)[];

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
  readonly after_repetition_penalty: Scores;
  readonly greedy_token: number;
}

interface SampledCase extends Case {
  readonly after_temperature: Scores;
  readonly after_top_k: Scores;
  readonly after_top_p: Scores;
  readonly probs: readonly number[];
  readonly kept: readonly number[];
}

const TOLERANCE = 1e-6;
const { cases } = goldenVectors<{ readonly cases: readonly Case[] }>('sampling');
const sampled = cases.filter((vector): vector is SampledCase => 'probs' in vector);

/** The largest difference; infinite when not the same entries were removed. */
function difference(actual: Float64Array, expected: Scores): number {
  const gaps = expected.map((value, index) => {
    const score = actual[index] ?? Number.NaN;
    return value === null ? (score === Number.NEGATIVE_INFINITY ? 0 : Infinity) : Math.abs(score - value);
  });
  return Math.max(...gaps);
}

describe('sampling, as the official processors do it', () => {
  it.each(cases)('penalises repetition ($params_name, $context_ids)', (vector) => {
    const scores = penaliseRepetition(vector.logits, vector.context_ids, vector.params.repetition_penalty);
    expect(difference(scores, vector.after_repetition_penalty)).toBeLessThan(TOLERANCE);
    expect(argmax(scores)).toBe(vector.greedy_token);
  });

  it.each(sampled)(
    'applies temperature, top-k and top-p in this order ($params_name, $context_ids)',
    (vector) => {
      const { temperature, top_k: topK, top_p: topP, repetition_penalty: penalty } = vector.params;
      const penalised = penaliseRepetition(vector.logits, vector.context_ids, penalty);
      const tempered = applyTemperature(penalised, temperature);
      expect(difference(tempered, vector.after_temperature)).toBeLessThan(TOLERANCE);
      const best = keepTopK(tempered, topK);
      expect(difference(best, vector.after_top_k)).toBeLessThan(TOLERANCE);
      expect(difference(keepTopP(best, topP), vector.after_top_p)).toBeLessThan(TOLERANCE);
      const probabilities = distribution(penalised, { temperature, topK, topP });
      expect(difference(probabilities, vector.probs)).toBeLessThan(TOLERANCE);
    },
  );

  it.each(sampled)('draws only what is kept ($params_name, $context_ids)', (vector) => {
    const { temperature, top_k: topK, top_p: topP, repetition_penalty: repetitionPenalty } = vector.params;
    const settings = { greedy: false, temperature, topK, topP, repetitionPenalty, seed: 7 };
    const sampler = new Sampler(settings);
    const logits = Float32Array.from(vector.logits);
    for (let n = 0; n < 50; n++) expect(vector.kept).toContain(sampler.next(logits, vector.context_ids));
  });
});
