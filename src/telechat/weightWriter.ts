import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { FLOAT16_MAX, floatToHalf } from '../checkpoint/float16.ts';
import type { PackedRows } from '../checkpoint/gptq.ts';
import type { QuantizedRows } from '../checkpoint/quantize.ts';
import { QuantizeThreads } from '../checkpoint/quantizeThreads.ts';
import { UserError } from '../errors.ts';
import type { CheckpointTensors } from './checkpointFolder.ts';
import type { NetworkWeight, RowRange } from './networkWeights.ts';
import type { ImportState } from './partialFolder.ts';
import { quantBits, type WeightFormat, type WeightTensor } from './weightLayout.ts';

/** Elements converted at a time: small enough that an abort takes effect at once, large enough to read in few calls. */
const SLAB_ELEMENTS = 1 << 15;

/** A power cut costs at most the work on about as many bytes. */
const NOTE_BYTES = 2 ** 24;

/** Lies beside the bundle; where the sources run as they are, as in a unit test, there is none. */
const QUANTIZE_WORKER = path.join(import.meta.dirname, 'quantizeWorker.js');

/** Size and SHA-256 (hex) of a file. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface WriteWeightsOptions {
  readonly format: WeightFormat;
  /** Takes the levels of a GPTQ checkpoint as they are, which must be of this format. */
  readonly takePacked: boolean;
  /** What an earlier attempt has written. */
  readonly resume: ImportState;
  /** Records how far the file has safely come. */
  readonly note: (state: ImportState) => Promise<void>;
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
  const { note } = options;
  const resume = await usableState(file, options.resume);
  const handle = await open(file, resume.bytes > 0 ? 'r+' : 'w');
  const threads = quantizeThreads();
  try {
    const output = await HashedFile.resume(handle, resume.bytes, options.signal);
    const writer = new WeightWriter(output, tensors, threads, layout, options);
    let noted = resume.bytes;
    for (const [index, weight] of stored.entries()) {
      if (index < resume.weights) continue;
      await writer.write(weight);
      if (output.length - noted < NOTE_BYTES) continue;
      await handle.sync();
      noted = output.length;
      await note({ weights: index + 1, bytes: noted });
    }
    return await writer.finish();
  } finally {
    await threads.close();
    await handle.close();
  }
}

function quantizeThreads(): QuantizeThreads {
  return existsSync(QUANTIZE_WORKER)
    ? new QuantizeThreads(availableParallelism(), QUANTIZE_WORKER)
    : new QuantizeThreads(1);
}

/** From the start where the file does not hold what was noted. */
async function usableState(file: string, resume: ImportState): Promise<ImportState> {
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  return size >= resume.bytes ? resume : { weights: 0, bytes: 0 };
}

class WeightWriter {
  private readonly places: ReadonlyMap<string, WeightTensor>;

  constructor(
    private readonly file: HashedFile,
    private readonly tensors: CheckpointTensors,
    private readonly threads: QuantizeThreads,
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
    const limit = dtype === 'float16' ? FLOAT16_MAX : Number.MAX_VALUE;
    for (const slab of this.slabs(weight)) {
      const values = await this.readRows(slab, limit);
      await this.append(dtype === 'float16' ? floatToHalf(values) : values);
    }
  }

  /** Scales and zero points come after all of the levels, so they are kept until then. */
  private async writeQuantized(weight: NetworkWeight): Promise<void> {
    const scales: Float32Array[] = [];
    const zeros: Uint8Array[] = [];
    for await (const rows of this.quantizedSlabs(weight)) {
      scales.push(rows.scales);
      if ('zeros' in rows) zeros.push(rows.zeros);
      await this.append(rows.packed);
    }
    await this.appendAll(`${weight.name}.scales`, scales);
    if (this.places.has(`${weight.name}.zeros`)) await this.appendAll(`${weight.name}.zeros`, zeros);
  }

  private async appendAll(name: string, parts: readonly (Float32Array | Uint8Array)[]): Promise<void> {
    await this.file.padTo(this.place(name).offset);
    for (const part of parts) await this.append(part);
  }

  /** In order, and read ahead so that every thread has one slab to compute and one that waits. */
  private async *quantizedSlabs(weight: NetworkWeight): AsyncGenerator<QuantizedRows | PackedRows> {
    const { weights, blockSize } = this.options.format;
    const [, columns = 1] = weight.dims;
    const ahead: Promise<QuantizedRows>[] = [];
    for (const slab of this.slabs(weight)) {
      const packed = this.options.takePacked ? await this.readPacked(slab) : undefined;
      if (packed) {
        yield packed;
        continue;
      }
      const values = await this.readRows(slab, Number.MAX_VALUE);
      ahead.push(this.threads.quantize({ values, columns, blockSize, bits: quantBits(weights) ?? 8 }));
      const next = ahead.length > 2 * this.threads.size ? ahead.shift() : undefined;
      if (next) yield await next;
    }
    yield* ahead;
  }

  private async readPacked({ tensor, first, rows }: RowRange): Promise<PackedRows | undefined> {
    const packed = await this.tensors.readPacked(tensor, first, rows);
    if (packed) refuseBadNumbers(`${tensor} (scales)`, packed.scales, Number.MAX_VALUE);
    return packed;
  }

  /** The weight's rows in order, a slab of whole rows at a time. */
  private *slabs(weight: NetworkWeight): Generator<RowRange> {
    for (const { tensor, first, rows } of weight.source) {
      const step = Math.max(1, Math.floor(SLAB_ELEMENTS / this.tensors.columns(tensor)));
      for (let row = first; row < first + rows; row += step) {
        this.options.signal?.throwIfAborted();
        yield { tensor, first: row, rows: Math.min(step, first + rows - row) };
      }
    }
  }

  private async readRows({ tensor, first, rows }: RowRange, limit: number) {
    const values = await this.tensors.readRows(tensor, first, rows);
    refuseBadNumbers(tensor, values, limit);
    return values;
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

const READ_BYTES = 2 ** 20;

/** A file written from front to back, hashed as it goes. */
class HashedFile {
  length = 0;
  private readonly hash = createHash('sha256');

  private constructor(private readonly handle: FileHandle) {}

  /** Goes on after the first `length` bytes of a file, which are read once for the hash. */
  static async resume(handle: FileHandle, length: number, signal?: AbortSignal): Promise<HashedFile> {
    const file = new HashedFile(handle);
    await handle.truncate(length);
    const buffer = new Uint8Array(READ_BYTES);
    while (file.length < length) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(
        buffer,
        0,
        Math.min(READ_BYTES, length - file.length),
        file.length,
      );
      file.hash.update(buffer.subarray(0, bytesRead));
      file.length += bytesRead;
    }
    return file;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.length + done);
      done += bytesWritten;
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
