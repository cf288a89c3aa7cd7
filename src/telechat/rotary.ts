import type { ModelConfig } from './config.ts';

type RotaryConfig = Pick<ModelConfig, 'headSize' | 'trainingSeqlen' | 'ntkBaseSeqlen' | 'ropeTheta'>;

/** What the rotary length decides: equal scalings give equal tables. */
export interface RotaryScaling {
  /** Base of the rotary frequencies after NTK-aware scaling. */
  readonly base: number;
  /** TeleChat's "attention scaling": a factor on cos and sin of queries and keys alike. */
  readonly mscale: number;
}

/** cos and sin as [length, headSize / 2], the first half of rotate-half pairs. */
export interface RotaryTables extends RotaryScaling {
  readonly length: number;
  readonly cos: Float32Array<ArrayBuffer>;
  readonly sin: Float32Array<ArrayBuffer>;
}

/**
 * NTK-aware base and attention scaling for a text of `length` tokens.
 * Source: TeleChat's modeling_telechat.py, restated in telechat-model.md §4.
 */
export function rotaryScaling(config: RotaryConfig, length: number): RotaryScaling {
  const n = Math.max(length, config.trainingSeqlen);
  const alpha = Math.max(2 ** Math.ceil(Math.log2(n / config.ntkBaseSeqlen) + 1) - 1, 1);
  const base = config.ropeTheta * alpha ** (config.headSize / (config.headSize - 2));
  const mscale = n <= config.trainingSeqlen ? 1 : 0.1 * Math.log(n / config.trainingSeqlen) + 1;
  return { base, mscale };
}

/**
 * Rotary tables for `length` positions, with the scaling that a rotary length of `ropeLength` tokens gives.
 * Angles are float32, and cos and sin are rounded to float16 before and after the scaling, as the official code does.
 */
export function rotaryTables(config: RotaryConfig, length: number, ropeLength: number): RotaryTables {
  const { base, mscale } = rotaryScaling(config, ropeLength);
  const half = config.headSize / 2;
  const inverse = Float32Array.from(
    { length: half },
    (_, j) => 1 / Math.fround(base ** ((2 * j) / config.headSize)),
  );
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let position = 0; position < length; position++) {
    for (let j = 0; j < half; j++) {
      const angle = Math.fround(position * (inverse[j] ?? 0));
      cos[position * half + j] = roundToHalf(roundToHalf(Math.cos(angle)) * mscale);
      sin[position * half + j] = roundToHalf(roundToHalf(Math.sin(angle)) * mscale);
    }
  }
  return { base, mscale, length, cos, sin };
}

/** The nearest float16 of a number below 65504 in size, ties to even. */
function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  const step = 2 ** (exponent - 10);
  const scaled = magnitude / step;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 === 1);
  return Math.sign(value) * (floor + (up ? 1 : 0)) * step;
}
