import { describe, expect, it } from 'vitest';
import { quantizeRows } from '../../src/checkpoint/quantize.ts';
import { QuantizeThreads } from '../../src/checkpoint/quantizeThreads.ts';
import { program } from '../support/program.ts';

function task(seed: number) {
  const values = Float32Array.from({ length: 4 * 256 }, (_, i) => Math.sin(seed * 1000 + i));
  return { values, columns: 256, blockSize: 32, bits: 4 } as const;
}

describe('quantising on threads', () => {
  it('gives what one thread gives, for every task its own', async () => {
    const threads = new QuantizeThreads(2, program('quantizeWorker.js'));
    try {
      const seeds = [1, 2, 3, 4, 5];
      const rows = await Promise.all(seeds.map((seed) => threads.quantize(task(seed))));
      const expected = seeds.map((seed) => quantizeRows(task(seed).values, 256, 32, 4));
      expect(rows).toEqual(expected);
    } finally {
      await threads.close();
    }
  });

  it('fails the task, not the process, when a thread cannot start', async () => {
    const threads = new QuantizeThreads(1, '/no/such/quantizeWorker.js');
    await expect(threads.quantize(task(1))).rejects.toThrow(/quantizeWorker/);
    await threads.close();
  });
});
