import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { FLOAT16_MAX, floatToHalf } from '../checkpoint/float16.ts';
import { quantizeRows } from '../checkpoint/quantize.ts';
import { UserError } from '../errors.ts';
import type { CheckpointTensors } from './checkpointFolder.ts';
import type { WeightType } from './modelFolder.ts';
import type { NetworkWeight } from './networkWeights.ts';
import { quantBits, type WeightTensor } from './weightLayout.ts';

/** Elements converted at a time: small enough that an abort takes effect at once, large enough to read in few calls. */
const SLAB_ELEMENTS = 1 << 15;

/** Size and SHA-256 (hex) of a file. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface WriteWeightsOptions {
  readonly weights: WeightType;
  readonly blockSize: number;
  /** Called with the bytes written so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes a weights file slab by slab, so that memory stays bounded whatever the model's size.
 * @param stored the weights, in the order of `layout`
 * @throws UserError naming a tensor that holds NaN, infinity or a number too large; the signal's reason when aborted
 */
export async function writeWeights(
  file: string,
  tensors: CheckpointTensors,
  stored: readonly NetworkWeight[],
  layout: readonly WeightTensor[],
  options: WriteWeightsOptions,
): Promise<FileDigest> {
  const handle = await open(file, 'wx');
  try {
    const writer = new WeightWriter(new HashedFile(handle), tensors, layout, options);
    for (const weight of stored) await writer.write(weight);
    return await writer.finish();
  } finally {
    await handle.close();
  }
}

class WeightWriter {
  private readonly places: ReadonlyMap<string, WeightTensor>;

  constructor(
    private readonly file: HashedFile,
    private readonly tensors: CheckpointTensors,
    layout: readonly WeightTensor[],
    private readonly options: WriteWeightsOptions,
  ) {
    this.places = new Map(layout.map((tensor) => [tensor.name, tensor]));
  }

  async write(weight: NetworkWeight): Promise<void> {
    const place = this.place(weight.name);
    await this.file.padTo(place.offset);
    if (place.dtype === 'uint8') await this.writeQuantized(weight);
    else await this.writeFloats(weight, place.dtype);
  }

  async finish(): Promise<FileDigest> {
    await this.file.padTo(
      Math.max(...Array.from(this.places.values(), ({ offset, bytes }) => offset + bytes)),
    );
    return this.file.finish();
  }

  private async writeFloats(weight: NetworkWeight, dtype: 'float32' | 'float16'): Promise<void> {
    for await (const values of this.slabs(weight, dtype === 'float16' ? FLOAT16_MAX : Number.MAX_VALUE)) {
      await this.append(dtype === 'float16' ? floatToHalf(values) : values);
    }
  }

  /** The scales come after all of the levels, so they are kept until then. */
  private async writeQuantized(weight: NetworkWeight): Promise<void> {
    const { blockSize } = this.options;
    const bits = quantBits(this.options.weights) ?? 8;
    const place = this.place(`${weight.name}.scales`);
    const scales = new Float32Array(place.bytes / Float32Array.BYTES_PER_ELEMENT);
    const [, columns = 1] = weight.dims;
    let filled = 0;
    for await (const values of this.slabs(weight, Number.MAX_VALUE)) {
      const quantized = quantizeRows(values, columns, blockSize, bits);
      scales.set(quantized.scales, filled);
      filled += quantized.scales.length;
      await this.append(quantized.packed);
    }
    await this.file.padTo(place.offset);
    await this.append(scales);
  }

  /** The weight's rows from the checkpoint, in order, a slab of whole rows at a time. */
  private async *slabs(weight: NetworkWeight, limit: number): AsyncGenerator<Float32Array<ArrayBuffer>> {
    for (const { tensor, first, rows } of weight.source) {
      const step = Math.max(1, Math.floor(SLAB_ELEMENTS / this.tensors.columns(tensor)));
      for (let row = first; row < first + rows; row += step) {
        this.options.signal?.throwIfAborted();
        const values = await this.tensors.readRows(tensor, row, Math.min(step, first + rows - row));
        refuseBadNumbers(tensor, values, limit);
        yield values;
      }
    }
  }

  private async append(values: Float32Array | Uint16Array | Uint8Array): Promise<void> {
    await this.file.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.options.onProgress?.(this.file.length);
  }

  private place(name: string): WeightTensor {
    const place = this.places.get(name);
    if (!place) throw new Error(`the layout has no ${name}`);
    return place;
  }
}

function refuseBadNumbers(tensor: string, values: Float32Array, limit: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Math.abs(value) <= limit) continue;
    if (Number.isFinite(value)) {
      throw new UserError(
        `tensor ${tensor}`,
        `${value} is too large for float16`,
        'import with --weights fp32',
      );
    }
    throw new UserError(
      `tensor ${tensor}`,
      `it holds ${value}`,
      'the checkpoint is damaged or its training diverged: download it again or take an earlier one',
    );
  }
}

/** A file written from front to back, hashed as it goes. */
class HashedFile {
  length = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly handle: FileHandle) {}

  async append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      done += (await this.handle.write(bytes, done)).bytesWritten;
    }
    this.length += bytes.length;
  }

  async padTo(offset: number): Promise<void> {
    if (offset > this.length) await this.append(new Uint8Array(offset - this.length));
  }

  /** Forces the bytes to the disk: a model folder that has its final name must be whole even after a power cut. */
  async finish(): Promise<FileDigest> {
    await this.handle.sync();
    return { bytes: this.length, sha256: this.hash.digest('hex') };
  }
}
