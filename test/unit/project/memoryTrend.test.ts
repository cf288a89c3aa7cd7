import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/shared/random.ts';
import { memoryTrend } from '../../support/memoryTrend.ts';

/** A sample after each of 600 requests, with noise of ten mebibytes. */
function samples(mebibytesAt: (requests: number) => number) {
  const random = mulberry32(3);
  return Array.from({ length: 600 }, (_, requests) => ({
    requests,
    mebibytes: mebibytesAt(requests) + 10 * random(),
  }));
}

describe('The trend of memory', () => {
  it('is flat where it only goes up and down', () => {
    const { isFlat, growthMebibytes } = memoryTrend(samples(() => 300));
    expect(isFlat).toBe(true);
    expect(Math.abs(growthMebibytes)).toBeLessThan(2);
  });

  it('is flat where it rose at the beginning alone', () => {
    expect(memoryTrend(samples((requests) => 100 + Math.min(requests, 150))).isFlat).toBe(true);
  });

  it('is not flat where it rises by a mebibyte in 12 requests', () => {
    const { isFlat, mebibytesPer1000Requests } = memoryTrend(samples((requests) => 200 + requests / 12));
    expect(isFlat).toBe(false);
    expect(mebibytesPer1000Requests).toBeCloseTo(1000 / 12, -1);
  });

  it('is not told from a few samples', () => {
    expect(() => memoryTrend(samples(() => 300).slice(0, 9))).toThrow(/too few/);
  });
});
