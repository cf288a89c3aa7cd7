import { describe, expect, it } from 'vitest';
import { type QuantBits, type QuantizedRows, quantizeRows } from '../../src/checkpoint/quantize.ts';

/** MatMulNBits' own reading of the bytes, written from its documentation. */
function dequantize(
  { packed, scales }: QuantizedRows,
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
    return (level - 2 ** (bits - 1)) * (scales[Math.floor(element / block)] ?? Number.NaN);
  });
}

/** Bell-shaped numbers, the same in each run. */
function weights(count: number): Float32Array {
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

describe('block-wise quantisation', () => {
  it('puts the first of two int4 levels into the low half of the byte, around 8', () => {
    const { packed, scales } = quantizeRows(Float32Array.of(-8, 7, 0, 1), 4, 4, 4);
    expect([...packed]).toEqual([0xf0, 0x98]);
    expect([...scales]).toEqual([1]);
  });

  it('puts int8 levels around 128', () => {
    const { packed, scales } = quantizeRows(Float32Array.of(-127, 127, 0, 1), 4, 4, 8);
    expect([...packed]).toEqual([1, 255, 128, 129]);
    expect([...scales]).toEqual([1]);
  });

  it.each([4, 8] as const)('fills the last block of a row up with zeros in int%i', (bits) => {
    const { packed, scales } = quantizeRows(weights(2 * 20), 20, 16, bits);
    const zeros = bits === 8 ? 128 : 0x88;
    const rowBytes = (2 * 16 * bits) / 8;
    expect(packed).toHaveLength(2 * rowBytes);
    expect(scales).toHaveLength(4);
    for (const row of [0, 1]) {
      const filling = packed.subarray(row * rowBytes + (20 * bits) / 8, (row + 1) * rowBytes);
      expect(new Set(filling)).toEqual(new Set([zeros]));
    }
  });

  it.each([4, 8] as const)('keeps a row of zeros exactly, in int%i', (bits) => {
    const quantized = quantizeRows(new Float32Array(32), 32, 32, bits);
    expect(dequantize(quantized, 32, 32, bits).every((value) => value === 0)).toBe(true);
  });

  it('is within half a step of every value in int8', () => {
    const values = weights(8 * 100);
    const quantized = quantizeRows(values, 100, 32, 8);
    const back = dequantize(quantized, 100, 32, 8);
    const step = Math.max(...quantized.scales);
    back.forEach((value, i) => {
      expect(Math.abs(value - (values[i] ?? Number.NaN))).toBeLessThanOrEqual(step * 0.5001);
    });
  });

  it('chooses int4 scales that err less than those of the largest value alone', () => {
    const values = weights(64 * 128);
    const searched = squaredError(values, dequantize(quantizeRows(values, 128, 32, 4), 128, 32, 4));
    const plain = Array.from({ length: values.length / 32 }, (_, block) => {
      const part = values.subarray(block * 32, block * 32 + 32);
      const scale = Math.max(...part.map(Math.abs)) / 7;
      return Array.from(part, (value) => Math.round(value / scale) * scale);
    }).flat();
    expect(searched).toBeLessThan(0.85 * squaredError(values, plain));
  });
});
