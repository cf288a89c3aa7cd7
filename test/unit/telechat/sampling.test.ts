import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.ts';
import type { Sampling } from '../../../src/shared/model/sampling.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { distribution, keepTopP, Sampler, softmax } from '../../../src/telechat/sampling/sampling.ts';

const FREE: Sampling = { greedy: false, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 };

describe('the sampler', () => {
  const logits = Float32Array.of(0, Math.log(2), Math.log(5));

  it('draws the same tokens for the same seed, others for another', () => {
    const draws = (seed: number) => {
      const sampler = new Sampler({ ...FREE, seed });
      return Array.from({ length: 40 }, () => sampler.next(logits, []));
    };
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  it('draws each token as often as its probability says', () => {
    const sampler = new Sampler({ ...FREE, seed: 1 });
    const counts = [0, 0, 0];
    for (let n = 0; n < 8000; n++) {
      const id = sampler.next(logits, []);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    for (const [id, expected] of [1000, 2000, 5000].entries()) {
      expect(Math.abs((counts[id] ?? 0) - expected)).toBeLessThan(150);
    }
  });

  it('penalises repetition when greedy too, and leaves the logits as they are', () => {
    const sampler = new Sampler({ ...FREE, greedy: true, repetitionPenalty: 4 });
    const before = [...logits];
    expect(sampler.next(logits, [])).toBe(2);
    expect(sampler.next(logits, [2, 2])).toBe(1);
    expect([...logits]).toEqual(before);
  });

  it.each([
    [1, 1, 1],
    [7, 1, 1.3],
    [20, 0.9, 1.05],
    [20, 0.9, 0.8],
  ])(
    'with top-k %i, top-p %f and penalty %f draws what the whole distribution says',
    (topK, topP, penalty) => {
      const random = mulberry32(5);
      const settings = { greedy: false, temperature: 0.7, topK, topP, repetitionPenalty: penalty };
      const sampler = new Sampler({ ...settings, seed: 9 });
      const uniform = mulberry32(9);
      const history: number[] = [];
      for (let step = 0; step < 200; step++) {
        // Rounded, so that many tokens tie.
        const some = Float32Array.from({ length: 300 }, () => Math.round(random() * 40) / 10 - 2);
        const probabilities = distribution(keepTopK(penalise(some, history, penalty), topK), settings);
        let left = uniform();
        const expected = probabilities.findIndex((probability) => {
          left -= probability;
          return left < 0;
        });
        expect(sampler.next(some, history)).toBe(expected);
        history.push(expected);
      }
    },
  );

  it('refuses logits that are no numbers instead of writing nonsense', () => {
    const sampler = new Sampler({ ...FREE, greedy: true });
    expect(() => sampler.next(Float32Array.of(Number.NaN, Number.NaN), [])).toThrow(UserError);
  });

  it.each([
    ['temperature', { temperature: 0 }],
    ['temperature', { temperature: Number.NaN }],
    ['topK', { topK: -1 }],
    ['topK', { topK: 1.5 }],
    ['topP', { topP: 0 }],
    ['topP', { topP: 1.1 }],
    ['repetitionPenalty', { repetitionPenalty: 0 }],
    ['seed', { seed: 0.5 }],
  ])('names a setting that is out of range: %s', (name, setting) => {
    expect(() => new Sampler({ ...FREE, ...setting })).toThrow(
      new RegExp(`^${name} in the sampling settings`),
    );
  });
});

describe('the choice of candidates', () => {
  it('keeps ties with the k-th score', () => {
    const { ids } = new Sampler({ ...FREE, topK: 2 }).candidates(Float32Array.of(1, 3, 2, 2, 0), []);
    expect(ids).toEqual([1, 2, 3]);
  });

  it('keeps the best one however small p is', () => {
    expect([...keepTopP(Float64Array.of(1, 2), 1e-9)]).toEqual([Number.NEGATIVE_INFINITY, 2]);
  });

  it('keeps what remains after removing the least likely while they sum to at most 1 - p', () => {
    const random = mulberry32(11);
    for (const [p, spread] of [0.05, 0.5, 0.9, 0.999].flatMap((p) =>
      [1, 4, 20].map((spread) => [p, spread] as const),
    )) {
      const scores = Float64Array.from({ length: 300 }, () => random() * spread);
      const probabilities = softmax(scores);
      const ascending = [...probabilities.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
      let removed = 0;
      const expected = ascending.filter((id) => {
        removed += probabilities[id] ?? 0;
        return removed > 1 - p;
      });
      const kept = keepTopP(scores, p);
      const keptIds = ascending.filter((id) => kept[id] !== Number.NEGATIVE_INFINITY);
      expect(keptIds).toEqual(expected);
    }
  });
});

/** By the definition, over the whole vocabulary. */
function penalise(logits: Float32Array, history: readonly number[], penalty: number): Float64Array {
  return Float64Array.from(logits, (score, id) => {
    if (!history.includes(id)) return score;
    return score < 0 ? score * penalty : score / penalty;
  });
}

/** The same for the k best and what ties with the k-th. */
function keepTopK(scores: Float64Array, k: number): Float64Array {
  const least = scores.toSorted().at(-k) ?? 0;
  return scores.map((score) => (score < least ? Number.NEGATIVE_INFINITY : score));
}
