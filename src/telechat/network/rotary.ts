import { floatToHalf, halfToFloat } from '../../checkpoint/tensor/float16.ts';
import type { ModelConfig } from './modelConfig.ts';
import type { RotaryConfig } from './rotaryConfig.ts';

type RotaryModel = Pick<ModelConfig, 'headSize' | 'trainingSeqlen' | 'rotary'>;
type Variant<Type extends RotaryConfig['type']> = Extract<RotaryConfig, { type: Type }>;

/** What the rotary length decides: equal scalings give equal tables. */
export interface RotaryScaling {
  /** Base of the rotary frequencies after NTK-aware scaling. */
  readonly base: number;
  /** A factor on cos and sin of queries and keys alike: TeleChat's "attention scaling", YaRN's attention factor. */
  readonly mscale: number;
}

/** cos and sin as [length, headSize / 2], the first half of rotate-half pairs. */
export interface RotaryTables extends RotaryScaling {
  readonly length: number;
  readonly cos: Float32Array<ArrayBuffer>;
  readonly sin: Float32Array<ArrayBuffer>;
}

/** Base and factor for a text of `length` tokens. */
export function rotaryScaling(model: RotaryModel, length: number): RotaryScaling {
  const { rotary, trainingSeqlen } = model;
  const n = Math.max(length, trainingSeqlen);
  switch (rotary.type) {
    case 'telechat': {
      // modeling_telechat.py and modeling_telechat2.py, restated in docs/model.md#rotary-embedding.
      const alpha = Math.max(2 ** Math.ceil(Math.log2(n / rotary.ntkBaseSeqlen) + 1) - 1, 1);
      const mscale = n <= trainingSeqlen ? 1 : 0.1 * Math.log(n / trainingSeqlen) + 1;
      return { base: ntkBase(model, alpha), mscale };
    }
    case 'dynamic':
      // transformers, _compute_dynamic_ntk_parameters: a text within the training length is not scaled.
      return { base: ntkBase(model, (rotary.factor * n) / trainingSeqlen - (rotary.factor - 1)), mscale: 1 };
    case 'yarn':
      return { base: rotary.theta, mscale: rotary.attentionFactor };
    default:
      return { base: rotary.theta, mscale: 1 };
  }
}

function ntkBase({ headSize, rotary }: RotaryModel, alpha: number): number {
  return rotary.theta * alpha ** (headSize / (headSize - 2));
}

/**
 * Rotary tables for `length` positions from `first` on, with the scaling that a rotary length of `ropeLength` tokens gives.
 * Angles are float32. TeleChat's code rounds cos and sin to float16 before and after the scaling; the others do not.
 */
export function rotaryTables(
  model: RotaryModel,
  length: number,
  ropeLength: number,
  first = 0,
): RotaryTables {
  const { base, mscale } = rotaryScaling(model, ropeLength);
  const half = model.headSize / 2;
  const frequencies = rotaryFrequencies(model, base);
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let index = 0; index < cos.length; index++) {
    const angle = Math.fround((first + Math.floor(index / half)) * (frequencies[index % half] ?? 0));
    cos[index] = Math.cos(angle);
    sin[index] = Math.sin(angle);
  }
  const scaled = model.rotary.type === 'telechat' ? scaledAsHalf : scaledAsFloat;
  return { base, mscale, length, cos: scaled(cos, mscale), sin: scaled(sin, mscale) };
}

/** Radians from one position to the next, for each pair of a head's dimensions. */
function rotaryFrequencies({ headSize, rotary }: RotaryModel, base: number): Float32Array {
  const periods = Float32Array.from({ length: headSize / 2 }, (_, j) => base ** ((2 * j) / headSize));
  const frequencies = periods.map((period) => 1 / period);
  switch (rotary.type) {
    case 'linear':
      return frequencies.map((frequency) => frequency / rotary.factor);
    case 'yarn':
      return yarnFrequencies(rotary, headSize, periods);
    case 'llama3':
      return frequencies.map((frequency) => llama3Frequency(rotary, frequency));
    default:
      return frequencies;
  }
}

/** Fast dimensions stay, slow ones are stretched, between them a ramp. Source: transformers, _compute_yarn_parameters. */
function yarnFrequencies(rotary: Variant<'yarn'>, headSize: number, periods: Float32Array): Float32Array {
  const { theta, factor, originalSeqlen, betaFast, betaSlow, truncate } = rotary;
  const dimensionOf = (turns: number) =>
    (headSize * Math.log(originalSeqlen / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [fast, slow] = [dimensionOf(betaFast), dimensionOf(betaSlow)];
  const low = Math.max(truncate ? Math.floor(fast) : fast, 0);
  const high = Math.min(truncate ? Math.ceil(slow) : slow, headSize - 1);
  const width = high === low ? 0.001 : high - low;
  return periods.map((period, j) => {
    const stretched = Math.min(Math.max((j - low) / width, 0), 1);
    return (1 - stretched) / period + stretched / (factor * period);
  });
}

/** By wavelength: short ones stay, long ones are stretched. Source: transformers, _compute_llama3_parameters. */
function llama3Frequency(rotary: Variant<'llama3'>, frequency: number): number {
  const { factor, originalSeqlen, lowFreqFactor, highFreqFactor } = rotary;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength > originalSeqlen / lowFreqFactor) return frequency / factor;
  if (wavelength < originalSeqlen / highFreqFactor) return frequency;
  const kept = (originalSeqlen / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return ((1 - kept) * frequency) / factor + kept * frequency;
}

function scaledAsFloat(values: Float32Array<ArrayBuffer>, mscale: number): Float32Array<ArrayBuffer> {
  return mscale === 1 ? values : values.map((value) => value * mscale);
}

function scaledAsHalf(values: Float32Array<ArrayBuffer>, mscale: number): Float32Array<ArrayBuffer> {
  const rounded = roundToHalf(values);
  return mscale === 1 ? rounded : roundToHalf(scaledAsFloat(rounded, mscale));
}

function roundToHalf(values: Float32Array): Float32Array<ArrayBuffer> {
  return halfToFloat(floatToHalf(values));
}
