import { describe, expect, it } from 'vitest';
import { ConvertThreads } from '../../../src/checkpoint/convert/convertThreads.ts';
import { type ConvertTask, convertWeights } from '../../../src/checkpoint/convert/convertWeights.ts';
import { fromFloat } from '../../../src/checkpoint/tensor/elementType.ts';
import { program } from '../../support/program.ts';

function task(seed: number): ConvertTask {
  const values = Float32Array.from({ length: 4 * 256 }, (_, i) => Math.sin(seed * 1000 + i));
  return { stored: fromFloat(values), columns: 256, target: { bits: 4, blockSize: 32 } };
}

describe('converting weights on threads', () => {
  it('gives what one thread gives, for every task its own', async () => {
    const threads = new ConvertThreads(2, program('convertWorker.js'));
    try {
      const seeds = [1, 2, 3, 4, 5];
      const rows = await Promise.all(seeds.map((seed) => threads.convert(task(seed))));
      const expected = seeds.map((seed) => convertWeights(task(seed)));
      expect(rows).toEqual(expected);
    } finally {
      await threads.close();
    }
  });

  it('tells which value it refuses', async () => {
    const threads = new ConvertThreads(1, program('convertWorker.js'));
    try {
      const stored = fromFloat(Float32Array.of(1, Number.NEGATIVE_INFINITY));
      expect(await threads.convert({ stored, columns: 2, target: 'float32' })).toEqual({
        refused: Number.NEGATIVE_INFINITY,
      });
    } finally {
      await threads.close();
    }
  });

  it('fails the task, not the process, when a thread cannot start', async () => {
    const threads = new ConvertThreads(1, '/no/such/convertWorker.js');
    await expect(threads.convert(task(1))).rejects.toThrow(/convertWorker/);
    await threads.close();
  });
});
