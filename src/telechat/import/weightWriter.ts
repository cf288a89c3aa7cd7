import { existsSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ConvertThreads } from '../../checkpoint/convert/convertThreads.ts';
import type { ConvertedRows, WeightTarget } from '../../checkpoint/convert/convertWeights.ts';
import type { PackedRows } from '../../checkpoint/quantized/quantizedLinear.ts';
import { fromFloat } from '../../checkpoint/tensor/elementType.ts';
import { UserError } from '../../shared/errors.ts';
import { type FileDigest, HashedFile } from '../folder/hashedFile.ts';
import type { ImportState } from '../folder/partialFolder.ts';
import type { RowRange } from '../layout/checkpointLayout.ts';
import type { NetworkWeight } from '../network/networkWeights.ts';
import { layerBits, type WeightFormat, type WeightTensor } from '../network/weightLayout.ts';
import type { CheckpointTensors } from './checkpointFolder.ts';

/** Elements converted at a time: small enough that an abort takes effect at once, large enough to read in few calls. */
const SLAB_ELEMENTS = 2 ** 18;

/** A power cut costs at most the work on about twice as many bytes. */
const NOTE_BYTES = 2 ** 26;

/** Lies beside the bundle; where the sources run as they are, as in a unit test, there is none. */
const CONVERT_WORKER = path.join(import.meta.dirname, 'convertWorker.js');

/** How to write, and how to go on where an earlier attempt ended. */
export interface WriteWeightsOptions {
  readonly format: WeightFormat;
  /** Weights whose levels are taken from a quantised checkpoint as they are, which must be of this format. */
  readonly packed: ReadonlySet<string>;
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
  const resume = await usableState(file, options.resume);
  const handle = await open(file, resume.bytes > 0 ? 'r+' : 'w');
  const threads = convertThreads();
  const notes = new BackgroundNotes(handle, resume, options.note);
  try {
    const output = await HashedFile.resume(handle, resume.bytes, options.signal);
    const writer = new WeightWriter(output, tensors, threads, layout, options);
    for (const [index, weight] of stored.entries()) {
      if (index < resume.weights) continue;
      await writer.write(weight);
      await notes.offer({ weights: index + 1, bytes: output.length });
    }
    await notes.settle();
    return await writer.finish();
  } finally {
    await threads.close();
    await notes.settle().catch(() => undefined);
    await handle.close();
  }
}

/** Forces the file to the disk and notes it, one note at a time, while the next weights are computed. */
class BackgroundNotes {
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly handle: FileHandle,
    private noted: ImportState,
    private readonly note: (state: ImportState) => Promise<void>,
  ) {}

  /** @throws what the note before threw */
  async offer(state: ImportState): Promise<void> {
    if (state.bytes - this.noted.bytes < NOTE_BYTES) return;
    await this.running;
    this.noted = state;
    this.running = this.handle.sync().then(() => this.note(state));
    // It is awaited before the next one, and may fail before.
    this.running.catch(() => undefined);
  }

  async settle(): Promise<void> {
    await this.running;
  }
}

function convertThreads(): ConvertThreads {
  return existsSync(CONVERT_WORKER)
    ? new ConvertThreads(availableParallelism(), CONVERT_WORKER)
    : new ConvertThreads(1);
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
  /** Memory whose bytes are written, to be read into. */
  private readonly spare: ArrayBuffer[] = [];

  constructor(
    private readonly file: HashedFile,
    private readonly tensors: CheckpointTensors,
    private readonly threads: ConvertThreads,
    layout: readonly WeightTensor[],
    private readonly options: WriteWeightsOptions,
  ) {
    this.places = new Map(layout.map((tensor) => [tensor.name, tensor]));
  }

  /** Scales and zero points come after all of the levels, so they are kept until then. */
  async write(weight: NetworkWeight): Promise<void> {
    const { name, dims } = weight;
    const place = this.place(name);
    await this.file.padTo(place.offset);
    const scales: Uint8Array[] = [];
    const zeros: Uint8Array[] = [];
    // One slab is written while the next is awaited.
    let written: Promise<void> = Promise.resolve();
    for await (const rows of this.convertedSlabs(weight, this.targetOf(place), dims[1] ?? 1)) {
      scales.push(fromFloat(rows.scales).bytes);
      if (rows.zeros) zeros.push(rows.zeros);
      await written;
      written = this.append(rows.values).then(() => void this.spare.push(rows.values.buffer));
      written.catch(() => undefined);
    }
    await written;
    await this.appendAll(`${name}.scales`, scales);
    await this.appendAll(`${name}.zeros`, zeros);
  }

  async finish(): Promise<FileDigest> {
    await this.file.padTo(
      Math.max(...Array.from(this.places.values(), ({ offset, bytes }) => offset + bytes)),
    );
    return this.file.finish();
  }

  private targetOf({ name, dtype }: WeightTensor): WeightTarget {
    if (dtype !== 'uint8') return dtype;
    const { format } = this.options;
    const zeroPoints = this.places.has(`${name}.zeros`);
    return { bits: layerBits(name, format) ?? 8, blockSize: format.blockSize, zeroPoints };
  }

  private async appendAll(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const place = this.places.get(name);
    if (!place) return;
    await this.file.padTo(place.offset);
    for (const part of parts) await this.append(part);
  }

  /** In order, and ahead of the caller, so that the disk and every thread always have something to do. */
  private async *convertedSlabs(
    weight: NetworkWeight,
    target: WeightTarget,
    columns: number,
  ): AsyncGenerator<ConvertedRows | PackedRows> {
    const ahead: Promise<ConvertedRows>[] = [];
    for (const slab of this.slabs(weight)) {
      const packed =
        typeof target === 'object' && this.options.packed.has(weight.name)
          ? await this.readPacked(slab, target.blockSize)
          : undefined;
      if (packed) {
        yield packed;
        continue;
      }
      const converted = this.convert(slab, target, columns);
      // It is awaited in its turn, and may fail before.
      converted.catch(() => undefined);
      ahead.push(converted);
      const next = ahead.length > 2 * this.threads.size + 1 ? ahead.shift() : undefined;
      if (next) yield await next;
    }
    yield* ahead;
  }

  private async convert(
    { tensor, first, rows }: RowRange,
    target: WeightTarget,
    columns: number,
  ): Promise<ConvertedRows> {
    const stored = await this.tensors.readRows(tensor, first, rows, this.spare.pop());
    const result = await this.threads.convert({ stored, columns, target });
    if ('refused' in result) throw refusal(tensor, result.refused);
    return result;
  }

  private async readPacked(slab: RowRange, blockSize: number): Promise<PackedRows | undefined> {
    const packed = await this.tensors.readPacked(slab, blockSize);
    const bad = packed?.scales.find((scale) => !Number.isFinite(scale));
    if (bad !== undefined) throw refusal(`${slab.tensor} (scales)`, bad);
    return packed;
  }

  /** The weight's rows in order, a slab of whole rows at a time. */
  private *slabs(weight: NetworkWeight): Generator<RowRange> {
    for (const { tensor, first, rows } of this.tensors.rowsOf(weight)) {
      const step = Math.max(1, Math.floor(SLAB_ELEMENTS / this.tensors.columns(tensor)));
      for (let row = first; row < first + rows; row += step) {
        this.options.signal?.throwIfAborted();
        yield { tensor, first: row, rows: Math.min(step, first + rows - row) };
      }
    }
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.file.append(bytes);
    this.options.onProgress?.(this.file.length);
  }

  private place(name: string): WeightTensor {
    const place = this.places.get(name);
    if (!place) throw new Error(`the layout has no ${name}`);
    return place;
  }
}

function refusal(tensor: string, value: number): UserError {
  if (Number.isFinite(value)) {
    return new UserError(
      `tensor ${tensor}`,
      `${value} is too large for float16`,
      'import with --weights fp32',
    );
  }
  return new UserError(
    `tensor ${tensor}`,
    `it holds ${value}`,
    'the checkpoint is damaged or its training diverged: download it again or take an earlier one',
  );
}
