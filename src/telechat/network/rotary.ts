import { floatToHalf, halfToFloat } from '../../checkpoint/tensor/float16.ts';
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
 * Source: TeleChat's modeling_telechat.py, restated in docs/model.md#rotary-embedding.
 */
export function rotaryScaling(config: RotaryConfig, length: number): RotaryScaling {
  const n = Math.max(length, config.trainingSeqlen);
  const alpha = Math.max(2 ** Math.ceil(Math.log2(n / config.ntkBaseSeqlen) + 1) - 1, 1);
  const base = config.ropeTheta * alpha ** (config.headSize / (config.headSize - 2));
  const mscale = n <= config.trainingSeqlen ? 1 : 0.1 * Math.log(n / config.trainingSeqlen) + 1;
  return { base, mscale };
}

/**
 * Rotary tables for `length` positions from `first` on, with the scaling that a rotary length of `ropeLength` tokens gives.
 * Angles are float32, and cos and sin are rounded to float16 before and after the scaling, as the official code does.
 */
export function rotaryTables(
  config: RotaryConfig,
  length: number,
  ropeLength: number,
  first = 0,
): RotaryTables {
  const { base, mscale } = rotaryScaling(config, ropeLength);
  const half = config.headSize / 2;
  const inverse = Float32Array.from(
    { length: half },
    (_, j) => 1 / Math.fround(base ** ((2 * j) / config.headSize)),
  );
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let index = 0; index < cos.length; index++) {
    const angle = Math.fround((first + Math.floor(index / half)) * (inverse[index % half] ?? 0));
    cos[index] = Math.cos(angle);
    sin[index] = Math.sin(angle);
  }
  return { base, mscale, length, cos: scaled(cos, mscale), sin: scaled(sin, mscale) };
}

function scaled(values: Float32Array, mscale: number): Float32Array<ArrayBuffer> {
  const rounded = roundToHalf(values);
  return mscale === 1 ? rounded : roundToHalf(rounded.map((value) => value * mscale));
}

function roundToHalf(values: Float32Array): Float32Array<ArrayBuffer> {
  return halfToFloat(floatToHalf(values));
}
