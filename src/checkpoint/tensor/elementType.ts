import { bfloat16ToFloat, halfToFloat } from './float16.ts';

/** Element types that a checkpoint's weights come in. */
export type FloatType = 'fp32' | 'fp16' | 'bf16';

/** Element types that the readers turn into numbers: weights, and the packed integers of GPTQ. */
export type ReadableType = FloatType | 'int32';

/** What the readers multiply element counts by to find places in a file. */
export const BYTES_PER_ELEMENT: Readonly<Record<ReadableType, number>> = {
  fp32: 4,
  fp16: 2,
  bf16: 2,
  int32: 4,
};

/** Numbers in the type that they are stored in. */
export interface StoredFloats {
  readonly type: FloatType;
  /** Little endian, from the start of their buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whether a type is one that weights come in: `int32`, and names the readers do not know, are not. */
export function isFloatType(type: string): type is FloatType {
  return type === 'fp32' || type === 'fp16' || type === 'bf16';
}

/** The numbers as float32, widened without loss. Stored fp32 is not copied: the result shares its memory. */
export function toFloat({ type, bytes }: StoredFloats): Float32Array<ArrayBuffer> {
  if (type === 'fp32') return new Float32Array(bytes.buffer, 0, bytes.byteLength / 4);
  const bits = new Uint16Array(bytes.buffer, 0, bytes.byteLength / 2);
  return type === 'fp16' ? halfToFloat(bits) : bfloat16ToFloat(bits);
}

/** Calls float32 numbers stored ones, without a copy. They must begin where their buffer does. */
export function fromFloat(values: Float32Array<ArrayBuffer>): StoredFloats {
  return { type: 'fp32', bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}
