import { brokenFile } from './brokenFile.ts';
import type { StoredFloats } from './elementType.ts';
import { BYTES_PER_ELEMENT, isFloatType, type ReadableType, toFloat } from './elementType.ts';
import type { FileBytes } from './fileBytes.ts';
import type { ElementRange, TensorInfo, TensorSource } from './tensorSource.ts';

/** Where a tensor's elements lie in a file. */
export interface StoredTensor extends TensorInfo {
  /** Byte position of its first element. */
  readonly position: number;
  /** Elements from one index to the next, for each dimension. */
  readonly strides: readonly number[];
}

/** The tensors of one file, once its own format has told where they lie. */
export class FileTensors implements TensorSource {
  /** The tensor last read that does not lie in row-major order, and its bytes. */
  private spread: { readonly name: string; readonly bytes: Promise<Uint8Array<ArrayBuffer>> } | undefined;

  constructor(
    private readonly file: FileBytes,
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
  ) {}

  names(): Iterable<string> {
    return this.tensors.keys();
  }

  info(name: string): TensorInfo | undefined {
    const tensor = this.tensors.get(name);
    return tensor && { dtype: tensor.dtype, shape: tensor.shape };
  }

  async readStored(name: string, range?: ElementRange, spare?: ArrayBuffer): Promise<StoredFloats> {
    const { tensor, dtype } = this.find(name);
    if (!isFloatType(dtype)) {
      throw brokenFile(this.file.name, `it holds ${dtype} and not floating-point numbers`, name);
    }
    return { type: dtype, bytes: await this.bytes(name, tensor, dtype, range, spare) };
  }

  async read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>> {
    return toFloat(await this.readStored(name, range));
  }

  async readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>> {
    const { tensor, dtype } = this.find(name);
    if (dtype !== 'int32') throw brokenFile(this.file.name, `it holds ${dtype} and not int32`, name);
    return new Int32Array((await this.bytes(name, tensor, dtype, range)).buffer);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private find(name: string): { tensor: StoredTensor; dtype: ReadableType } {
    const tensor = this.tensors.get(name);
    if (!tensor) throw brokenFile(this.file.name, 'the file has no such tensor', name);
    if (!(tensor.dtype in BYTES_PER_ELEMENT)) {
      throw brokenFile(this.file.name, `it holds ${tensor.dtype}, which no weights come in`, name);
    }
    return { tensor, dtype: tensor.dtype as ReadableType };
  }

  private async bytes(
    name: string,
    tensor: StoredTensor,
    dtype: ReadableType,
    range?: ElementRange,
    spare?: ArrayBuffer,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const elements = product(tensor.shape);
    const { start, count } = range ?? { start: 0, count: elements };
    if (start < 0 || count < 0 || start + count > elements) {
      throw new RangeError(`elements ${start} to ${start + count} of ${name}, which has ${elements}`);
    }
    const size = BYTES_PER_ELEMENT[dtype];
    if (isRowMajor(tensor)) return this.file.read(tensor.position + start * size, count * size, spare);
    if (this.spread?.name !== name) {
      const bytes = this.file.read(tensor.position, spanOf(tensor) * size);
      this.spread = { name, bytes };
    }
    return gather(await this.spread.bytes, tensor, { start, count }, size);
  }
}

/** Elements of a tensor of this shape; 1 for a scalar, whose shape is []. */
export function product(shape: readonly number[]): number {
  return shape.reduce((result, size) => result * size, 1);
}

/** Strides of a tensor whose rows lie one after another. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, dimension) => product(shape.slice(dimension + 1)));
}

/** Elements from a tensor's first to its last in the file, both included. */
export function spanOf({ shape, strides }: Pick<StoredTensor, 'shape' | 'strides'>): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, size, dimension) => span + (size - 1) * (strides[dimension] ?? 0), 1);
}

function isRowMajor({ shape, strides }: StoredTensor): boolean {
  const expected = rowMajorStrides(shape);
  return shape.every((size, dimension) => size === 1 || strides[dimension] === expected[dimension]);
}

function gather(
  bytes: Uint8Array<ArrayBuffer>,
  { shape, strides }: StoredTensor,
  { start, count }: ElementRange,
  size: number,
): Uint8Array<ArrayBuffer> {
  const gathered = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    let rest = start + i;
    let from = 0;
    for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
      const length = shape[dimension] ?? 1;
      from += (rest % length) * (strides[dimension] ?? 0);
      rest = Math.floor(rest / length);
    }
    for (let byte = 0; byte < size; byte++) gathered[i * size + byte] = bytes[from * size + byte] ?? 0;
  }
  return gathered;
}
