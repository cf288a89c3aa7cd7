import path from 'node:path';
import { UserError } from '../errors.ts';
import {
  type Binding,
  DeviceSession,
  type DeviceTensor,
  type SessionOptions,
} from '../onnx/deviceSession.ts';
import { KvCache, refuseLargeCache } from './kvCache.ts';
import { type ModelManifest, readModelFolder } from './modelFolder.ts';
import { type RotaryTables, rotaryScaling, rotaryTables } from './rotary.ts';

export interface ForwardOptions {
  /** Tokens of prompt and planned answer together; decides NTK and attention scaling (telechat-model.md §4). */
  readonly ropeLength: number;
  /** Logits for each of the new tokens instead of the last one alone. */
  readonly allPositions?: boolean;
  readonly signal?: AbortSignal;
}

/** A loaded model: runs new tokens through the network on top of a KV cache. One call at a time. */
export class Decoder {
  private tables: RotaryTables | undefined;

  private constructor(
    readonly manifest: ModelManifest,
    private readonly session: DeviceSession,
  ) {}

  /**
   * Loads the model of a folder that `import` wrote.
   * @throws UserError when the folder is no model or ONNX Runtime cannot load it
   */
  static async open(folder: string, options: SessionOptions = {}): Promise<Decoder> {
    const manifest = await readModelFolder(folder);
    return new Decoder(manifest, new DeviceSession(path.join(folder, 'model.cpu.onnx'), options));
  }

  /**
   * @param capacity most tokens that it will hold
   * @throws UserError when the memory for them is not there
   */
  createCache(capacity: number): KvCache {
    refuseLargeCache(this.manifest.config, capacity);
    return new KvCache(this.session, this.manifest.config, capacity);
  }

  /**
   * Computes new tokens after those in the cache, and adds them to it.
   * @returns logits [vocab] of the last token, or [ids.length × vocab]
   * @throws the signal's reason when aborted, the cache then holding what it held before
   */
  async forward(cache: KvCache, ids: readonly number[], options: ForwardOptions): Promise<Float32Array> {
    const total = cache.tokens.length + ids.length;
    if (total > cache.capacity) {
      throw new UserError(
        'the text',
        `it needs ${total} tokens and its KV cache holds ${cache.capacity}`,
        'shorten the text or ask for less',
      );
    }
    this.checkIds(ids);
    const tables = this.rotary(cache, options.ropeLength);
    const wanted = options.allPositions ? ids.map((_, index) => index) : [ids.length - 1];
    const logits = new Float32Array(wanted.length * this.manifest.config.vocabSize);
    const step = new Step(this.session, cache.binding);
    try {
      step.input('input_ids', 'int64', [1, ids.length], BigInt64Array.from(ids, BigInt));
      step.input('seqlens_k', 'int32', [1], Int32Array.of(total - 1));
      step.input('total_sequence_length', 'int32', [], Int32Array.of(total));
      const shape = [tables.length, this.manifest.config.headSize / 2];
      step.input('cos_cache', 'float32', shape, tables.cos);
      step.input('sin_cache', 'float32', shape, tables.sin);
      step.input('positions', 'int64', [wanted.length], BigInt64Array.from(wanted, BigInt));
      step.output('logits', [wanted.length, this.manifest.config.vocabSize], logits);
      await cache.binding.run(options.signal);
    } finally {
      step.release();
    }
    cache.scaling = { base: tables.base, mscale: tables.mscale };
    cache.append(ids);
    return logits;
  }

  close(): void {
    this.session.close();
  }

  /** Tables long enough for the cache, kept while the scaling stays the same. */
  private rotary(cache: KvCache, ropeLength: number): RotaryTables {
    const { config } = this.manifest;
    const { base, mscale } = rotaryScaling(config, ropeLength);
    const { tables } = this;
    if (tables && tables.base === base && tables.mscale === mscale && tables.length >= cache.capacity)
      return tables;
    this.tables = rotaryTables(config, cache.capacity, ropeLength);
    return this.tables;
  }

  private checkIds(ids: readonly number[]): void {
    const { vocabSize } = this.manifest.config;
    const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (wrong !== undefined || ids.length === 0) {
      throw new UserError(
        wrong === undefined ? 'the token ids' : `token id ${wrong}`,
        wrong === undefined ? 'there are none' : `the vocabulary has ids 0 to ${vocabSize - 1}`,
        'give ids of this model, as `tokenize` prints them',
      );
    }
  }
}

/** The tensors that one run adds to a binding. */
class Step {
  private readonly tensors: DeviceTensor[] = [];

  constructor(
    private readonly session: DeviceSession,
    private readonly binding: Binding,
  ) {}

  input(name: string, ...args: Parameters<DeviceSession['tensor']>): void {
    this.binding.input(name, this.tensor(...args));
  }

  output(name: string, shape: readonly number[], data: Float32Array<ArrayBuffer>): void {
    this.binding.output(name, this.tensor('float32', shape, data));
  }

  release(): void {
    for (const tensor of this.tensors) tensor.release();
  }

  private tensor(...args: Parameters<DeviceSession['tensor']>): DeviceTensor {
    const tensor = this.session.tensor(...args);
    this.tensors.push(tensor);
    return tensor;
  }
}
