import { describe, expect, it } from 'vitest';
import {
  type ConvertedRows,
  convertWeights,
  type QuantBits,
  type WeightTarget,
} from '../../../src/checkpoint/convert/convertWeights.ts';
import type { StoredFloats } from '../../../src/checkpoint/tensor/elementType.ts';
import { fromFloat } from '../../../src/checkpoint/tensor/elementType.ts';
import { bfloat16ToFloat, floatToHalf, halfToFloat } from '../../../src/checkpoint/tensor/float16.ts';

/** MatMulNBits' own reading of the bytes, written from its documentation. */
function dequantize(
  { values: packed, scales, zeros }: ConvertedRows,
  columns: number,
  block: number,
  bits: QuantBits,
): number[] {
  const blocks = Math.ceil(columns / block);
  return Array.from({ length: (scales.length / blocks) * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const element = (row * blocks + Math.floor(column / block)) * block + (column % block);
    const byte = packed[bits === 8 ? element : element >> 1] ?? Number.NaN;
    const level = bits === 8 ? byte : (byte >> (4 * (element % 2))) & 15;
    const place = Math.floor(column / block);
    const pair = zeros?.[row * Math.ceil(blocks / 2) + (place >> 1)];
    const zero = pair === undefined ? 2 ** (bits - 1) : (pair >> (4 * (place % 2))) & 15;
    return (level - zero) * (scales[Math.floor(element / block)] ?? Number.NaN);
  });
}

/** Bell-shaped numbers, the same in each run. */
function weights(count: number): Float32Array<ArrayBuffer> {
  let state = 1;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Float32Array.from({ length: count }, () => uniform() + uniform() + uniform() - 1.5);
}

function squaredError(values: Float32Array, approximation: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + (value - (approximation[i] ?? Number.NaN)) ** 2, 0);
}

function convert(stored: StoredFloats, columns: number, target: WeightTarget): ConvertedRows {
  // The conversion happens in place.
  const copy = { type: stored.type, bytes: stored.bytes.slice() };
  const result = convertWeights({ stored: copy, columns, target });
  if ('refused' in result) throw new Error(`${result.refused} was refused`);
  return result;
}

function quantize(values: Float32Array<ArrayBuffer>, columns: number, blockSize: number, bits: QuantBits) {
  return convert(fromFloat(values), columns, { bits, blockSize });
}

function toBytes(bits: Uint16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bits.buffer);
}

/** Sixteen numbers: those given, then zeros. */
function block(...values: number[]): Float32Array<ArrayBuffer> {
  const filled = new Float32Array(16);
  filled.set(values);
  return filled;
}

describe('block-wise quantisation', () => {
  it('puts the first of two int4 levels into the low half of the byte, around 8', () => {
    const { values, scales } = quantize(block(-8, 7, 0, 1), 16, 16, 4);
    expect([...values.subarray(0, 3)]).toEqual([0xf0, 0x98, 0x88]);
    expect([...scales]).toEqual([1]);
  });

  it('puts int8 levels around 128', () => {
    const { values, scales } = quantize(block(-127, 127, 0, 1), 16, 16, 8);
    expect([...values.subarray(0, 5)]).toEqual([1, 255, 128, 129, 128]);
    expect([...scales]).toEqual([1]);
  });

  it.each([4, 8] as const)('fills the last block of a row up with zeros in int%i', (bits) => {
    const { values, scales } = quantize(weights(2 * 20), 20, 16, bits);
    const zeros = bits === 8 ? 128 : 0x88;
    const rowBytes = (2 * 16 * bits) / 8;
    expect(values).toHaveLength(2 * rowBytes);
    expect(scales).toHaveLength(4);
    for (const row of [0, 1]) {
      const filling = values.subarray(row * rowBytes + (20 * bits) / 8, (row + 1) * rowBytes);
      expect(new Set(filling)).toEqual(new Set([zeros]));
    }
  });

  it.each([4, 8] as const)('keeps a row of zeros exactly, in int%i', (bits) => {
    const quantized = quantize(new Float32Array(32), 32, 32, bits);
    expect(dequantize(quantized, 32, 32, bits).every((value) => value === 0)).toBe(true);
  });

  it('is within half a step of every value in int8', () => {
    const values = weights(8 * 100);
    const quantized = quantize(values, 100, 32, 8);
    const back = dequantize(quantized, 100, 32, 8);
    const step = Math.max(...quantized.scales);
    back.forEach((value, i) => {
      expect(Math.abs(value - (values[i] ?? Number.NaN))).toBeLessThanOrEqual(step * 0.5001);
    });
  });

  it('chooses int4 scales that err less than those of the largest value alone', () => {
    const values = weights(64 * 128);
    const searched = squaredError(values, dequantize(quantize(values, 128, 32, 4), 128, 32, 4));
    const plain = Array.from({ length: values.length / 32 }, (_, block) => {
      const part = values.subarray(block * 32, block * 32 + 32);
      const scale = Math.max(...part.map(Math.abs)) / 7;
      return Array.from(part, (value) => Math.round(value / scale) * scale);
    }).flat();
    expect(searched).toBeLessThan(0.85 * squaredError(values, plain));
  });
});

describe('quantisation with a zero point for each block', () => {
  const asymmetric = (values: Float32Array<ArrayBuffer>, columns: number, blockSize: number) =>
    convert(fromFloat(values), columns, { bits: 4, blockSize, zeroPoints: true });

  it('finds the zero point of values that lie on sixteen levels', () => {
    const levels = Float32Array.from({ length: 16 }, (_, level) => 0.5 * (level - 3));
    const { values, scales, zeros } = asymmetric(levels, 16, 16);
    expect([...(zeros ?? [])]).toEqual([3]);
    expect([...scales]).toEqual([0.5]);
    expect([...values]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
  });

  it('begins the zero points of each row with a byte, the first of two in its low half', () => {
    const low = Array.from({ length: 16 }, (_, level) => level - 2);
    const high = Array.from({ length: 16 }, (_, level) => level - 13);
    const { zeros } = asymmetric(Float32Array.from([low, high, low, high, low, low].flat()), 48, 16);
    expect([...(zeros ?? [])]).toEqual([0xd2, 0x02, 0x2d, 0x02]);
  });

  it.each([1, -1])('keeps zero a level where every value has the sign %i', (sign) => {
    const values = Float32Array.from({ length: 16 }, (_, i) => sign * (15 - (i % 16)));
    const back = dequantize(asymmetric(values, 16, 16), 16, 16, 4);
    expect(squaredError(values, back)).toBeLessThan(0.02 * squaredError(values, Array(16).fill(0)));
    expect(back.some((value) => value === 0)).toBe(true);
  });

  it('keeps a row of zeros exactly', () => {
    const back = dequantize(asymmetric(new Float32Array(64), 64, 32), 64, 32, 4);
    expect(back.every((value) => value === 0)).toBe(true);
  });

  it('errs less than symmetric levels, by far where most values lie on one side of zero', () => {
    const balanced = weights(64 * 128);
    const lopsided = balanced.map((value) => value + 0.75);
    const gain = (values: Float32Array<ArrayBuffer>) =>
      squaredError(values, dequantize(asymmetric(values, 128, 32), 128, 32, 4)) /
      squaredError(values, dequantize(quantize(values, 128, 32, 4), 128, 32, 4));
    expect(gain(balanced)).toBeLessThan(0.98);
    expect(gain(lopsided)).toBeLessThan(0.6);
  });
});

describe('the type of weights', () => {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
    (bits) => (bits & 0x7c00) !== 0x7c00,
  );

  it('reads every finite float16, subnormal ones and zeros of both signs too', () => {
    const { values } = convert({ type: 'fp16', bytes: toBytes(halves) }, 1, 'float32');
    expect(new Uint32Array(values.buffer)).toEqual(new Uint32Array(halfToFloat(halves).buffer));
  });

  it('keeps every finite float16 as it is', () => {
    const { values } = convert({ type: 'fp16', bytes: toBytes(halves) }, 1, 'float16');
    expect(values).toEqual(toBytes(halves));
  });

  it('reads bfloat16', () => {
    const bits = Uint16Array.of(0x3f80, 0xbf81, 0x0001, 0x8000, 0x7f7f);
    const { values } = convert({ type: 'bf16', bytes: toBytes(bits) }, 5, 'float32');
    expect(new Float32Array(values.buffer)).toEqual(bfloat16ToFloat(bits));
  });

  it('rounds to the nearest float16, ties to even', () => {
    const random = weights(5000).map((value, i) => value * 2 ** ((i % 40) - 28));
    const ties = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25, -(2 ** -14), 65504);
    for (const values of [random, ties]) {
      const { values: converted } = convert(fromFloat(values), 1, 'float16');
      expect(converted).toEqual(toBytes(floatToHalf(values)));
    }
  });

  it.each([
    ['fp16', Uint16Array.of(0, 0x7c00), Number.POSITIVE_INFINITY],
    ['fp16', Uint16Array.of(0xfe00, 0), Number.NaN],
    ['bf16', Uint16Array.of(0, 0, 0, 0, 0xff80), Number.NEGATIVE_INFINITY],
  ] as const)('refuses what is no number in %s', (type, bits, refused) => {
    const stored = { type, bytes: toBytes(Uint16Array.from(bits)) };
    expect(convertWeights({ stored, columns: 1, target: 'float32' })).toEqual({ refused });
  });

  it('refuses what float16 cannot hold', () => {
    const stored = fromFloat(Float32Array.of(1, -65520));
    expect(convertWeights({ stored, columns: 2, target: 'float16' })).toEqual({ refused: -65520 });
  });
});
