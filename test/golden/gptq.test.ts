import { describe, expect, it } from 'vitest';
import { PACKINGS } from '../../src/checkpoint/quantized/packing.ts';
import {
  dequantizeRows,
  type PackedRows,
  packRows,
  type QuantizedLinear,
} from '../../src/checkpoint/quantized/quantizedLinear.ts';
import { halfToFloat } from '../../src/checkpoint/tensor/float16.ts';
import { goldenVectors } from '../support/golden.ts';

interface Case {
  readonly bits: 4 | 8;
  readonly group_size: number;
  readonly in_features: number;
  readonly out_features: number;
  readonly qweight: number[][];
  readonly qzeros: number[][];
  readonly scales_fp16_bits: number[][];
  readonly g_idx: number[];
  readonly weight_out_in_first_rows: number[][];
  readonly weight_out_in_last_row: number[];
  readonly weight_sum: number;
}

describe('GPTQ layers with zero points of their own', () => {
  const { cases } = goldenVectors<{ cases: Case[] }>('gptq-unpack');

  it('unpack to the weights that auto-gptq gives', () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const each of cases) {
      const weights = dequantizeRows(linearOf(each), 0, each.out_features);
      const rows = each.weight_out_in_first_rows;
      expectClose(weights.subarray(0, rows.length * each.in_features), rows.flat());
      expectClose(weights.subarray(-each.in_features), each.weight_out_in_last_row);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(each.weight_sum, 2);
    }
  });

  it('keep every level, scale and zero point in the layout of MatMulNBits', () => {
    for (const each of cases) {
      // A zero point of 2^bits does not fit there: the importer does not take such a layer as it is.
      const mask = 2 ** each.bits - 1;
      const linear = linearOf({
        ...each,
        qzeros: each.qzeros.map((row) => row.map((word) => lowerTop(word, each.bits, mask))),
      });
      expectClose(unpackBlocks(packRows(linear, 0, linear.outputs, each.group_size), linear), [
        ...dequantizeRows(linear, 0, linear.outputs),
      ]);
    }
  });
});

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

/** Replaces each stored zero of 2^bits - 1 by one less. */
function lowerTop(word: number, bits: number, mask: number): number {
  let lowered = word;
  for (let shift = 0; shift < 32; shift += bits) {
    if (((word >>> shift) & mask) === mask) lowered -= 1 << shift;
  }
  return lowered;
}

/** What MatMulNBits makes of packed rows, by its documentation. */
function unpackBlocks(
  { values: packed, scales, zeros }: PackedRows,
  { bits, inputs, outputs, groups }: QuantizedLinear,
): number[] {
  const perByte = 8 / bits;
  const field = (bytes: Uint8Array, start: number, at: number) =>
    ((bytes[start + Math.floor(at / perByte)] ?? 0) >>> (bits * (at % perByte))) & (2 ** bits - 1);
  return Array.from({ length: outputs * inputs }, (_, i) => {
    const row = Math.floor(i / inputs);
    const group = Math.floor((i % inputs) / (inputs / groups));
    const zero = field(zeros, row * Math.ceil(groups / perByte), group);
    return (
      (field(packed, (row * inputs) / perByte, i % inputs) - zero) *
      (scales[row * groups + group] ?? Number.NaN)
    );
  });
}

function linearOf(each: Case): QuantizedLinear {
  return {
    bits: each.bits,
    inputs: each.in_features,
    outputs: each.out_features,
    groups: each.in_features / each.group_size,
    levels: Int32Array.from(each.qweight.flat()),
    zeros: PACKINGS.gptq.zeros(Int32Array.from(each.qzeros.flat()), each.bits),
    scales: halfToFloat(Uint16Array.from(each.scales_fp16_bits.flat())),
    groupOf: Int32Array.from(each.g_idx),
  };
}
