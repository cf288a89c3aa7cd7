import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { bfloat16ToFloat, halfToFloat } from './float16.ts';
import {
  brokenFile,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  type StoredTensor,
} from './safetensorsHeader.ts';
import type { ElementRange, FloatType, TensorInfo, TensorSource } from './tensorSource.ts';

const FLOAT_TYPES: Readonly<Record<string, FloatType>> = { F32: 'fp32', F16: 'fp16', BF16: 'bf16' };
const BYTES_PER_ELEMENT: Readonly<Record<FloatType, number>> = { fp32: 4, fp16: 2, bf16: 2 };

/** Most bytes that one read call is asked for; Node refuses 2 GiB and more. */
const MAX_READ_BYTES = 2 ** 30;

/**
 * Opens one safetensors file and checks its whole header before anything is read.
 * @throws UserError when it cannot be opened, is truncated, or its header lies
 */
export async function openSafetensors(file: string): Promise<TensorSource> {
  const handle = await open(file).catch((error: unknown) => {
    throw new UserError(file, messageOf(error), 'check that the file exists and may be read', {
      cause: error,
    });
  });
  try {
    const { size } = await handle.stat();
    const name = path.basename(file);
    const prefix = await readBytes(handle, name, 0, Math.min(LENGTH_BYTES, size));
    const header = await readBytes(handle, name, LENGTH_BYTES, headerLength(name, prefix, size));
    return new SafetensorsFile(name, handle, parseHeader(name, header, size));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class SafetensorsFile implements TensorSource {
  private readonly tensors: ReadonlyMap<string, StoredTensor>;

  constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    tensors: readonly StoredTensor[],
  ) {
    this.tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }

  names(): Iterable<string> {
    return this.tensors.keys();
  }

  info(name: string): TensorInfo | undefined {
    const tensor = this.tensors.get(name);
    return tensor && { dtype: FLOAT_TYPES[tensor.dtype] ?? tensor.dtype, shape: tensor.shape };
  }

  async read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>> {
    const tensor = this.tensors.get(name);
    if (!tensor) throw brokenFile(this.file, 'the file has no such tensor', name);
    const dtype = FLOAT_TYPES[tensor.dtype];
    if (!dtype) throw brokenFile(this.file, `it holds ${tensor.dtype} and not floating-point numbers`, name);
    const size = BYTES_PER_ELEMENT[dtype];
    const elements = (tensor.end - tensor.start) / size;
    const { start, count } = range ?? { start: 0, count: elements };
    if (start < 0 || count < 0 || start + count > elements) {
      throw new RangeError(`elements ${start} to ${start + count} of ${name}, which has ${elements}`);
    }
    const bytes = await readBytes(this.handle, this.file, tensor.start + start * size, count * size);
    return toFloat(bytes, dtype);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

function toFloat({ buffer }: Uint8Array<ArrayBuffer>, dtype: FloatType): Float32Array<ArrayBuffer> {
  if (dtype === 'fp32') return new Float32Array(buffer);
  const bits = new Uint16Array(buffer);
  return dtype === 'fp16' ? halfToFloat(bits) : bfloat16ToFloat(bits);
}

async function readBytes(
  handle: FileHandle,
  file: string,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const wanted = Math.min(length - done, MAX_READ_BYTES);
    const { bytesRead } = await handle.read(bytes, done, wanted, position + done);
    if (bytesRead === 0)
      throw brokenFile(file, `it ended at byte ${position + done} while it was being read`);
    done += bytesRead;
  }
  return bytes;
}
