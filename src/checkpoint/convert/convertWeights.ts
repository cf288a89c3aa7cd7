import type { StoredFloats } from '../tensor/elementType.ts';
import { FLOAT16_MAX } from '../tensor/float16.ts';
import { KernelWeights } from './weightKernels.ts';

/** Bits of a quantised weight. */
export type QuantBits = 4 | 8;

/** What weights become: numbers, or blocks of levels with a scale each, as ONNX Runtime's MatMulNBits reads them. */
export type WeightTarget =
  | 'float32'
  | 'float16'
  | {
      readonly bits: QuantBits;
      /** Elements that share a scale, a multiple of 16 and at most 1024; a row's last block is filled up with zeros. */
      readonly blockSize: number;
      /** Whether each block of 4-bit levels gets a zero point of its own; else it is 2^(bits-1). */
      readonly zeroPoints?: boolean;
    };

/** Rows of one tensor, as they are stored, and what they are to become. */
export interface ConvertTask {
  /** Whole rows. */
  readonly stored: StoredFloats;
  readonly columns: number;
  readonly target: WeightTarget;
}

/** Rows in the form that was asked for. */
export interface ConvertedRows {
  /** [rows, columns] numbers, or [rows, ceil(columns/blockSize), blockSize*bits/8]: of two 4-bit levels in a byte the first is the low one. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** [rows, ceil(columns/blockSize)], empty for numbers; a weight is (level - zero point) * scale. */
  readonly scales: Float32Array<ArrayBuffer>;
  /** [rows, ceil(blocks/2)] where the blocks have zero points of their own: of two in a byte the first is the low one. */
  readonly zeros?: Uint8Array<ArrayBuffer>;
}

/** A value that no model should hold, or that the target cannot. */
export interface RefusedValue {
  readonly refused: number;
}

/**
 * Quantises int8 by the largest absolute value, int4 by least squared error; or changes the numbers' type.
 * The values take the place of the stored ones in memory where they fit: new memory costs more than the conversion.
 */
export function convertWeights({ stored, columns, target }: ConvertTask): ConvertedRows | RefusedValue {
  const blockSize = typeof target === 'string' ? 1 : target.blockSize;
  const rowLength = Math.ceil(columns / blockSize) * blockSize;
  const weights = new KernelWeights(stored.bytes, stored.type, columns, rowLength);
  const refused = weights.firstBeyond(target === 'float16' ? FLOAT16_MAX : FLOAT32_MAX);
  if (refused !== undefined) return { refused };
  const memory = stored.bytes.buffer;
  if (target === 'float32') return { values: weights.toFloat32(memory), scales: new Float32Array() };
  if (target === 'float16') return { values: weights.toFloat16(memory), scales: new Float32Array() };
  return target.zeroPoints
    ? weights.quantizeAsymmetric(target.blockSize, memory)
    : weights.quantize(target.bits, target.blockSize, memory);
}

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;
