import type { ReadableType, StoredFloats } from './elementType.ts';

/** What is known of a tensor before it is read. */
export interface TensorInfo {
  /** The file format's own name where it is no type that the readers know; such a tensor can be listed, not read. */
  readonly dtype: ReadableType | (string & {});
  readonly shape: readonly number[];
}

/** A run of elements in row-major order. */
export interface ElementRange {
  readonly start: number;
  readonly count: number;
}

/** The named tensors of a checkpoint, whatever files they lie in. */
export interface TensorSource {
  /** Every tensor's name; those that a format keeps packed have the name of what they unpack to. */
  names(): Iterable<string>;
  /** @returns undefined where there is no such tensor */
  info(name: string): TensorInfo | undefined;
  /**
   * Reads a tensor of weights, or a part of it.
   * @param spare memory that may be used
   * @throws UserError when it is absent, no floating-point tensor, or its file cannot be read
   */
  readStored(name: string, range?: ElementRange, spare?: ArrayBuffer): Promise<StoredFloats>;
  /**
   * Reads a tensor of weights, or a part of it, as float32.
   * @throws UserError when it is absent, no floating-point tensor, or its file cannot be read
   */
  read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>>;
  /**
   * Reads an int32 tensor, or a part of it.
   * @throws UserError when it is absent, holds something else, or its file cannot be read
   */
  readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>>;
  /** Closes the files. What was read stays valid. */
  close(): Promise<void>;
}
