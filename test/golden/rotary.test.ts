import { describe, expect, it } from 'vitest';
import { rotaryScaling, rotaryTables } from '../../src/telechat/network/rotary.ts';
import { goldenVectors } from '../support/golden.ts';

interface RotaryCase {
  readonly variant: string;
  readonly head_dim: number;
  readonly ntk_base_seqlen: number;
  readonly training_seqlen: number;
  readonly seq_len: number;
  readonly base: number;
  readonly mscale: number;
  readonly samples: readonly { pos: number; dim: number; cos: number; sin: number }[];
}

/** A few float16 steps at large positions, where the float32 angle itself is coarse. */
const TOLERANCE = 4.5e-3;

describe('rotary tables against the official code', () => {
  const { cases } = goldenVectors<{ readonly cases: readonly RotaryCase[] }>('rope');

  it.each(cases)('$variant at $seq_len tokens', (expected) => {
    const config = {
      headSize: expected.head_dim,
      trainingSeqlen: expected.training_seqlen,
      rotary: { type: 'telechat' as const, theta: 10000, ntkBaseSeqlen: expected.ntk_base_seqlen },
    };
    const scaling = rotaryScaling(config, expected.seq_len);
    expect(scaling.base).toBeCloseTo(expected.base, 6);
    expect(scaling.mscale).toBeCloseTo(expected.mscale, 12);
    for (const { pos, dim, cos, sin } of expected.samples) {
      const row = rotaryTables(config, 1, expected.seq_len, pos);
      expect(Math.abs((row.cos[dim] ?? Number.NaN) - cos)).toBeLessThan(TOLERANCE);
      expect(Math.abs((row.sin[dim] ?? Number.NaN) - sin)).toBeLessThan(TOLERANCE);
    }
  });
});
