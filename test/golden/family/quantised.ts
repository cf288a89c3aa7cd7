import { floatToHalf, halfToFloat } from '../../../src/checkpoint/tensor/float16.ts';
import type { FixtureTensor } from '../../support/checkpoint.ts';
import type { Weight, Weights } from './weights.ts';

const BITS = 4;
const GROUP = 128;
const TOP = 2 ** BITS - 1;
const PER_WORD = 32 / BITS;
const IN_ORDER = [0, 1, 2, 3, 4, 5, 6, 7];
/** Which column of eight lies in which place of a word, as AutoAWQ's GEMM layout has it. */
const AWQ_ORDER = [0, 2, 4, 6, 1, 3, 5, 7];

/** Levels `[outputs, inputs]`; scales and zero points `[outputs, groups]`. */
interface Levels {
  readonly outputs: number;
  readonly inputs: number;
  readonly levels: Uint8Array;
  readonly scales: Float32Array;
  readonly zeros: Uint8Array;
}

/**
 * The four linears of a layer in GPTQ's 4 bits and all else in float16, as TeleChat2's own scripts write them.
 * `v2` keeps zero points of their own and stores them as they are; without it they are 8 and stored less one.
 */
export function gptqTensors(weights: Weights, v2: boolean): Record<string, FixtureTensor> {
  return eachLinear(weights, /(self_attention\.dense|mlp\.\w+)\.weight$/, (base, weight) => {
    const quantised = quantise(weight, !v2);
    const { inputs, outputs, zeros } = quantised;
    const stored = zeros.map((zero) => zero - (v2 ? 0 : 1));
    const bias = `${base}.bias`;
    return {
      [`${base}.qweight`]: transposed(
        packed(quantised.levels, outputs, inputs, IN_ORDER),
        outputs,
        inputs / PER_WORD,
      ),
      [`${base}.qzeros`]: groupRows(stored, outputs, inputs / GROUP, IN_ORDER),
      [`${base}.scales`]: scaleRows(quantised),
      [`${base}.g_idx`]: {
        dtype: 'I32',
        shape: [inputs],
        values: Array.from({ length: inputs }, (_, i) => Math.floor(i / GROUP)),
      },
      ...(bias in weights
        ? {}
        : { [bias]: { dtype: 'F16', shape: [outputs], values: new Float32Array(outputs) } }),
    };
  });
}

/** The MLP of every layer in AWQ's 4 bits and all else in float16. */
export function awqTensors(weights: Weights): Record<string, FixtureTensor> {
  return eachLinear(weights, /mlp\.\w+\.weight$/, (base, weight) => {
    const quantised = quantise(weight, false);
    const { inputs, outputs, zeros } = quantised;
    const columns = transpose(quantised.levels, outputs, inputs);
    return {
      [`${base}.qweight`]: {
        dtype: 'I32',
        shape: [inputs, outputs / PER_WORD],
        values: packed(columns, inputs, outputs, AWQ_ORDER),
      },
      [`${base}.qzeros`]: groupRows(zeros, outputs, inputs / GROUP, AWQ_ORDER),
      [`${base}.scales`]: scaleRows(quantised),
    };
  });
}

function eachLinear(
  weights: Weights,
  linear: RegExp,
  store: (base: string, weight: Weight) => Record<string, FixtureTensor>,
): Record<string, FixtureTensor> {
  const tensors: Record<string, FixtureTensor> = {};
  for (const [name, weight] of Object.entries(weights)) {
    if (linear.test(name)) Object.assign(tensors, store(name.replace(/\.weight$/, ''), weight));
    else tensors[name] = { dtype: 'F16', ...weight };
  }
  return tensors;
}

/** Round to nearest, group by group. Scales are rounded to half first, as they are stored. */
function quantise({ shape, values }: Weight, symmetric: boolean): Levels {
  const [outputs = 0, inputs = 0] = shape;
  const groups = (outputs * inputs) / GROUP;
  const scales = new Float32Array(groups);
  const zeros = new Uint8Array(groups);
  const levels = new Uint8Array(outputs * inputs);
  for (let group = 0; group < groups; group++) {
    const start = group * GROUP;
    const part = values.subarray(start, start + GROUP);
    const { scale, zero } = symmetric ? symmetricRange(part) : fullRange(part);
    scales[group] = scale;
    zeros[group] = zero;
    for (const [i, value] of part.entries()) {
      const level = roundHalfToEven(Math.fround(value / scale)) + zero;
      levels[start + i] = Math.min(TOP, Math.max(0, level));
    }
  }
  return { outputs, inputs, levels, scales, zeros };
}

function symmetricRange(part: Float32Array): { scale: number; zero: number } {
  const largest = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { scale: half(Math.fround(largest / (2 ** (BITS - 1) - 1))), zero: 2 ** (BITS - 1) };
}

function fullRange(part: Float32Array): { scale: number; zero: number } {
  const lowest = Math.min(0, ...part);
  const scale = Math.fround(Math.fround(Math.max(0, ...part) - lowest) / TOP);
  return { scale: half(scale), zero: roundHalfToEven(Math.fround(-lowest / scale)) };
}

function half(value: number): number {
  return halfToFloat(floatToHalf(Float32Array.of(value)))[0] ?? Number.NaN;
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Eight levels a word along the columns of `[rows, columns]`. */
function packed(
  levels: Uint8Array,
  rows: number,
  columns: number,
  order: readonly number[],
): Int32Array<ArrayBuffer> {
  const words = new Int32Array((rows * columns) / PER_WORD);
  for (let word = 0; word < words.length; word++) {
    let bits = 0;
    for (const [place, column] of order.entries()) {
      bits |= (levels[word * PER_WORD + column] ?? 0) << (BITS * place);
    }
    words[word] = bits;
  }
  return words;
}

function groupRows(
  zeros: Uint8Array,
  outputs: number,
  groups: number,
  order: readonly number[],
): FixtureTensor {
  const values = packed(transpose(zeros, outputs, groups), groups, outputs, order);
  return { dtype: 'I32', shape: [groups, outputs / PER_WORD], values };
}

function scaleRows({ scales, outputs, inputs }: Levels): FixtureTensor {
  const groups = inputs / GROUP;
  return { dtype: 'F16', shape: [groups, outputs], values: transpose(scales, outputs, groups) };
}

function transposed(words: Int32Array<ArrayBuffer>, rows: number, columns: number): FixtureTensor {
  return { dtype: 'I32', shape: [columns, rows], values: transpose(words, rows, columns) };
}

function transpose<T extends Uint8Array | Int32Array | Float32Array>(
  values: T,
  rows: number,
  columns: number,
): T {
  const turned = values.slice() as T;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return turned;
}
