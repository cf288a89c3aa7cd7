import path from 'node:path';
import { UserError } from '../errors.ts';
import { DeviceSession } from '../onnx/deviceSession.ts';
import type { Provider } from '../onnx/provider.ts';
import type { SessionOptions } from '../onnx/sessionOptions.ts';
import { ACTIVATIONS } from './graph.ts';
import { KvCache, kvCacheBytes, refuseLargeCache } from './kvCache.ts';
import { GRAPH_FILES, type ModelManifest, readModelFolder } from './modelFolder.ts';
import { DecodeRun, runTokens } from './networkRun.ts';
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
  private readonly decodeRuns = new WeakMap<KvCache, DecodeRun>();
  private nextGraph = 0;

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
    const graph = GRAPH_FILES[options.provider ?? 'cpu'];
    return new Decoder(manifest, new DeviceSession(path.join(folder, graph), options));
  }

  get provider(): Provider {
    return this.session.provider;
  }

  /** Bytes that are free where the model computes. */
  freeMemory(): number {
    return this.session.freeMemory();
  }

  /** Bytes of a KV cache for so many tokens. */
  cacheBytes(capacity: number): number {
    return kvCacheBytes(this.manifest.config, capacity, ACTIVATIONS[this.provider]);
  }

  /**
   * @param capacity most tokens that it will hold
   * @throws UserError when the memory for them is not there
   */
  createCache(capacity: number): KvCache {
    refuseLargeCache(capacity, this.cacheBytes(capacity), this.freeMemory());
    return new KvCache(this.session, this.manifest.config, capacity);
  }

  /**
   * Computes new tokens after those in the cache, and adds them to it.
   * @returns logits [vocab] of the last token, or [ids.length × vocab]; valid until the cache's next tokens are computed
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
    const { ropeLength, allPositions, signal } = options;
    const tables = this.rotary(cache.capacity, ropeLength);
    cache.rotateWith(tables);
    const logits = await this.run(cache, ids, allPositions ?? false, signal);
    cache.scaling = { base: tables.base, mscale: tables.mscale };
    cache.append(ids);
    return logits;
  }

  close(): void {
    this.session.close();
  }

  private run(
    cache: KvCache,
    ids: readonly number[],
    allPositions: boolean,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const [id] = ids;
    if (ids.length === 1 && id !== undefined) return this.decodeRun(cache).run(id, signal);
    const positions = allPositions ? ids.map((_, index) => index) : [ids.length - 1];
    return runTokens(this.session, cache, ids, positions, this.manifest.config.vocabSize, signal);
  }

  private decodeRun(cache: KvCache): DecodeRun {
    const existing = this.decodeRuns.get(cache);
    if (existing) return existing;
    const run = new DecodeRun(this.session, cache, this.manifest.config.vocabSize, this.nextGraph++);
    this.decodeRuns.set(cache, run);
    cache.onRelease(() => run.release());
    return run;
  }

  /** Tables long enough for a cache, kept while the scaling stays the same. */
  private rotary(capacity: number, ropeLength: number): RotaryTables {
    const { config } = this.manifest;
    const { base, mscale } = rotaryScaling(config, ropeLength);
    const { tables } = this;
    if (tables && tables.base === base && tables.mscale === mscale && tables.length >= capacity)
      return tables;
    this.tables = rotaryTables(config, capacity, ropeLength);
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
