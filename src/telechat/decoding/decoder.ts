import path from 'node:path';
import { DeviceSession } from '../../onnx/deviceSession.ts';
import { freeMemory } from '../../onnx/freeMemory.ts';
import { ownKernels } from '../../onnx/ownKernels.ts';
import type { Provider } from '../../onnx/provider.ts';
import type { SessionOptions } from '../../onnx/sessionOptions.ts';
import { UserError } from '../../shared/errors.ts';
import { GRAPH_FILES, type ModelManifest, readModelFolder, WEIGHTS_FILE } from '../folder/modelFolder.ts';
import { verifyGraph } from '../folder/verifyGraph.ts';
import { WeightsGuard } from '../folder/weightsGuard.ts';
import { ACTIVATIONS } from '../network/graph.ts';
import { type RotaryTables, rotaryScaling, rotaryTables } from '../network/rotary.ts';
import { WIDEST_PASS } from '../speculation/speculation.ts';
import { KvCache, kvCacheBytes } from './kvCache.ts';
import { refuseLargeCache, refuseLargeModel } from './memoryRefusal.ts';
import { runTokens, StepRun } from './networkRun.ts';
import { fitsOwnKernels } from './ownKernelsFit.ts';
import { rowsAgree } from './rowAgreement.ts';

/** What one pass over new tokens is to give. */
export interface ForwardOptions {
  /** Tokens of prompt and planned answer together; decides NTK and attention scaling (docs/model.md#rotary-embedding). */
  readonly ropeLength: number;
  /** Logits for each of the new tokens instead of the last one alone. */
  readonly allPositions?: boolean;
  readonly signal?: AbortSignal;
}

/** How a model is computed, and what its folder has been read for already. */
export interface DecoderOptions extends SessionOptions {
  /** Of the folder; it is read where it is not given. */
  readonly manifest?: ModelManifest;
}

/**
 * Weights that a processor's caches hold, in bytes: of such a model a pass of two rows costs little more than one of one.
 * A larger one is bound by its weights, or by 8-bit kernels that take twice as long for a second row.
 */
const CACHED_WEIGHTS = 64 * 2 ** 20;

/** A loaded model: runs new tokens through the network on top of a KV cache. One call at a time. */
export class Decoder {
  private tables: RotaryTables | undefined;
  private readonly stepRuns = new WeakMap<KvCache, Map<number, StepRun>>();
  private agreement: Promise<boolean> | undefined;
  private disagrees = false;
  private nextGraph = 0;

  private constructor(
    readonly manifest: ModelManifest,
    private readonly session: DeviceSession,
    /** What computes its linear layers: our kernels, by their instructions, or ONNX Runtime's. */
    readonly kernels: string,
    /** Absent where the weights were copied out of their file. */
    private readonly weights?: WeightsGuard,
  ) {}

  /**
   * Loads the model of a folder that `import` wrote.
   * @throws UserError when the folder is no model or its graph is not ours, the memory for it is not there or ONNX Runtime
   *   cannot load it
   */
  static async open(folder: string, options: DecoderOptions = {}): Promise<Decoder> {
    const manifest = options.manifest ?? (await readModelFolder(folder));
    const provider = options.provider ?? 'cpu';
    refuseLargeModel(manifest.name, manifest.files[WEIGHTS_FILE]?.bytes ?? 0, freeMemory(provider));
    await verifyGraph(folder, manifest, provider);
    const graph = GRAPH_FILES[provider];
    const weights = provider === 'cpu' ? await WeightsGuard.open(folder, manifest) : undefined;
    try {
      const own = provider === 'cpu' && (options.ownKernels ?? true) && fitsOwnKernels(manifest);
      const session = new DeviceSession(path.join(folder, graph), { ...options, ownKernels: own });
      return new Decoder(manifest, session, (own && ownKernels()) || 'ONNX Runtime', weights);
    } catch (error) {
      weights?.close();
      throw error;
    }
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
   * Rows that every pass has at least. Kernels for one row round otherwise than those for several: where it is 2, what a
   * token gives is the same to the bit however many are computed at a time (as far as `canSpeculate` says so).
   */
  get leastRows(): 1 | 2 {
    const bytes = this.manifest.files[WEIGHTS_FILE]?.bytes ?? Number.POSITIVE_INFINITY;
    return this.provider === 'cpu' && bytes <= CACHED_WEIGHTS && !this.disagrees ? 2 : 1;
  }

  /**
   * Whether several tokens can be checked in one pass and give what they give one by one, to the bit. Tried out once, on the
   * kernels of this machine; where it fails, passes have one row from then on.
   */
  async canSpeculate(): Promise<boolean> {
    this.agreement ??= this.leastRows > 1 ? rowsAgree(this) : Promise.resolve(false);
    const agrees = await this.agreement;
    this.disagrees = !agrees;
    return agrees;
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
   * @throws UserError when the weights were changed meanwhile; the signal's reason when aborted, the cache then holding
   *   what it held before
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
    this.weights?.refuseChanged();
    const { ropeLength, allPositions, signal } = options;
    const tables = this.rotary(cache.rows, ropeLength);
    cache.rotateWith(tables);
    const logits = await this.run(cache, ids, allPositions ?? false, signal);
    cache.scaling = { base: tables.base, mscale: tables.mscale };
    cache.append(ids);
    return logits;
  }

  /** Frees session and weights file. Its caches are released before. */
  close(): void {
    this.session.close();
    this.weights?.close();
  }

  private run(
    cache: KvCache,
    ids: readonly number[],
    allPositions: boolean,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const isStep = ids.length === 1 || (allPositions && this.leastRows > 1 && ids.length <= WIDEST_PASS);
    if (isStep) return this.stepRun(cache, ids.length).run(ids, signal);
    const positions = allPositions ? ids.map((_, index) => index) : [ids.length - 1];
    return runTokens(this.session, cache, ids, positions, this.manifest.config.vocabSize, signal);
  }

  private stepRun(cache: KvCache, wanted: number): StepRun {
    const runs = this.stepRuns.get(cache) ?? new Map<number, StepRun>();
    this.stepRuns.set(cache, runs);
    const existing = runs.get(wanted);
    if (existing) return existing;
    const rows = Math.max(wanted, this.leastRows);
    const { vocabSize } = this.manifest.config;
    const run = new StepRun(this.session, cache, vocabSize, rows, wanted, this.nextGraph++);
    runs.set(wanted, run);
    cache.onRelease(() => run.release());
    return run;
  }

  /** Tables long enough for a cache, kept while the scaling stays the same. */
  private rotary(rows: number, ropeLength: number): RotaryTables {
    const { config } = this.manifest;
    const { base, mscale } = rotaryScaling(config, ropeLength);
    const { tables } = this;
    if (tables && tables.base === base && tables.mscale === mscale && tables.length >= rows) return tables;
    this.tables = rotaryTables(config, rows, ropeLength);
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
