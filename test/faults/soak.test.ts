import { describe, expect, it } from 'vitest';
import { engineStarter } from '../support/engines.ts';
import { liveMebibytes } from '../support/liveMemory.ts';
import { type MemoryTrend, memoryTrend } from '../support/memoryTrend.ts';
import { soak } from '../support/soak.ts';

/** Rounds of five requests until all slots are taken and the heaps have found their size: measured, after some 2,400 requests. */
const WARM_UP = 480;
const ROUNDS = 240;
/** A heap may grow once more on a busy machine; what leaks grows in every stretch. */
const STRETCHES = 4;

/** The short form of test/bench/soak.mjs. */
describe('Mixed requests and cancels', () => {
  const start = engineStarter();

  it('leave the memory of the sidecar flat, and nothing behind in its parent', async () => {
    const engine = start();
    await soak(engine, ({ rounds }) => rounds === WARM_UP);
    const before = liveMebibytes();
    const trends: MemoryTrend[] = [];
    while (trends.at(-1)?.isFlat !== true && trends.length < STRETCHES) {
      const { counts, sidecar } = await soak(engine, ({ rounds }) => rounds === ROUNDS);
      trends.push(memoryTrend(sidecar));
      expect(counts.cancelled).toBeGreaterThan(ROUNDS / 2);
    }
    expect(trends.at(-1)?.isFlat, JSON.stringify(trends)).toBe(true);
    expect(liveMebibytes() - before).toBeLessThan(2);
  });
});
