import { floatToHalf } from '../../checkpoint/tensor/float16.ts';
import type { Binding, DeviceSession } from '../../onnx/deviceSession.ts';
import { byteLength, type DeviceTensor, HostTensor } from '../../onnx/deviceTensor.ts';
import { ACTIVATIONS, type Activations } from '../network/graph.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import type { RotaryScaling, RotaryTables } from '../network/rotary.ts';

/** Memory that a KV cache of `capacity` tokens takes, in bytes. */
export function kvCacheBytes(
  config: ModelConfig,
  capacity: number,
  activations: Activations = 'float32',
): number {
  return 2 * config.layers * byteLength(activations, cacheShape(config, capacity));
}

function cacheShape({ kvHeads, headSize }: ModelConfig, capacity: number): number[] {
  return [1, kvHeads, capacity, headSize];
}

/** Room for the second row of a step of two rows whose token is the last that the cache holds. */
const SPARE_ROWS = 1;

/**
 * Keys and values of the tokens computed so far, [1, kvHeads, capacity, headSize] for each layer, and the rotary tables
 * that they are rotated with: all in the memory of the device that computes, written in place. On the CPU, the system hands
 * out pages as they are first written, and nothing is copied; large pages span several heads, so that the first token takes
 * most of the memory at once.
 */
export class KvCache {
  /** The scaling that the cached keys were rotated with. */
  scaling: RotaryScaling | undefined;
  private readonly held: number[] = [];
  /** By the names that the graph's inputs and outputs have. */
  private readonly inputs = new Map<string, DeviceTensor>();
  private readonly outputs = new Map<string, DeviceTensor>();
  private readonly releaseListeners: (() => void)[] = [];
  private tables: RotaryTables | undefined;
  private released = false;

  constructor(
    session: DeviceSession,
    private readonly config: ModelConfig,
    readonly capacity: number,
  ) {
    const type = ACTIVATIONS[session.provider];
    const { rows } = this;
    try {
      for (const name of ['cos_cache', 'sin_cache']) {
        this.inputs.set(name, session.tensor(type, [rows, config.headSize / 2]));
      }
      for (let layer = 0; layer < config.layers; layer++) {
        for (const part of ['key', 'value']) {
          const tensor = session.tensor(type, cacheShape(config, rows));
          this.inputs.set(`past_${part}.${layer}`, tensor);
          this.outputs.set(`present_${part}.${layer}`, tensor);
        }
      }
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Positions that it has memory for. */
  get rows(): number {
    return this.capacity + SPARE_ROWS;
  }

  /** The tokens whose keys and values it holds. */
  get tokens(): readonly number[] {
    return this.held;
  }

  /** Binds its tensors: a run with this binding reads the cache and writes the new tokens' keys and values into it. */
  bind(binding: Binding): void {
    for (const [name, tensor] of this.inputs) binding.input(name, tensor);
    for (const [name, tensor] of this.outputs) binding.output(name, tensor);
  }

  /** Takes the tables that the next tokens are rotated with; they must be at least as long as its rows. */
  rotateWith(tables: RotaryTables): void {
    if (this.tables === tables) return;
    this.tables = tables;
    const elements = (this.rows * this.config.headSize) / 2;
    for (const [name, values] of [
      ['cos_cache', tables.cos],
      ['sin_cache', tables.sin],
    ] as const) {
      const tensor = this.inputs.get(name);
      const used = values.subarray(0, elements);
      tensor?.write(tensor.type === 'float16' ? floatToHalf(used) : used);
    }
  }

  /** Forgets everything from position `length` on. */
  truncate(length: number): void {
    if (length < this.held.length) this.held.length = length;
  }

  /** Notes tokens whose keys and values have just been computed. */
  append(ids: readonly number[]): void {
    for (const id of ids) this.held.push(id);
  }

  /**
   * Takes over what a smaller cache holds, so that it need not be computed again. On a GPU it stays empty: to compute its
   * tokens takes a moment there.
   */
  copyFrom(smaller: KvCache): void {
    for (const [name, target] of this.outputs) {
      const source = smaller.outputs.get(name);
      if (!(source instanceof HostTensor && target instanceof HostTensor)) return;
      copyHeads(source, target, smaller.tokens.length);
    }
    this.scaling = smaller.scaling;
    this.append(smaller.tokens);
  }

  /** Bytes of a token's keys and values in all layers. */
  get rowBytes(): number {
    return [...this.outputs.values()].reduce((sum, tensor) => sum + bytesOfRow(tensor), 0);
  }

  get isReleased(): boolean {
    return this.released;
  }

  /**
   * Copies keys and values of tokens that it holds: layer by layer, head by head, `count` rows each.
   * @returns `count` × rowBytes bytes; undefined where they lie in the memory of a GPU
   */
  readRows(first: number, count: number): Uint8Array<ArrayBuffer> | undefined {
    const copy = new Uint8Array(count * this.rowBytes);
    const isRead = this.eachHead(first, count, (rows, offset) => copy.set(rows, offset));
    return isRead ? copy : undefined;
  }

  /**
   * Adds tokens whose keys and values another cache of the same model has computed.
   * @param rows what its `readRows` gave for them
   */
  appendRows(ids: readonly number[], rows: Uint8Array): void {
    const isWritten = this.eachHead(this.held.length, ids.length, (target, offset) =>
      target.set(rows.subarray(offset, offset + target.length)),
    );
    if (isWritten) this.append(ids);
  }

  /** Has what is bound to its tensors released before they are. */
  onRelease(listener: () => void): void {
    this.releaseListeners.push(listener);
  }

  /** Frees the memory, and before it what is bound to it; the cache cannot be used again. */
  release(): void {
    for (const listener of this.releaseListeners) listener();
    for (const tensor of this.inputs.values()) tensor.release();
    this.released = true;
  }

  /**
   * Visits `count` rows of every head from position `first` on.
   * @param visit takes their bytes in place, and how many bytes came before
   * @returns false where they lie in the memory of a GPU
   */
  private eachHead(first: number, count: number, visit: (rows: Uint8Array, offset: number) => void): boolean {
    let offset = 0;
    for (const tensor of this.outputs.values()) {
      if (!(tensor instanceof HostTensor)) return false;
      for (let head = 0; head < headsOf(tensor); head++) {
        const rows = rowsOf(tensor, head, first, count);
        visit(rows, offset);
        offset += rows.length;
      }
    }
    return true;
  }
}

function headsOf({ shape: [, heads = 0] }: DeviceTensor): number {
  return heads;
}

function bytesOfRow({ type, shape: [, heads = 0, , headSize = 0] }: DeviceTensor): number {
  return byteLength(type, [heads, headSize]);
}

/** Rows of a head of [1, heads, rows, size], in place. */
function rowsOf(tensor: HostTensor, head: number, first: number, count: number): Uint8Array {
  const row = bytesOfRow(tensor) / headsOf(tensor);
  const start = (head * tensor.bytes.length) / headsOf(tensor) + first * row;
  return tensor.bytes.subarray(start, start + count * row);
}

/** Copies the first `count` rows of every head; further ones stay untouched, and so out of memory. */
function copyHeads(source: HostTensor, target: HostTensor, count: number): void {
  for (let head = 0; head < headsOf(source); head++) {
    rowsOf(target, head, 0, count).set(rowsOf(source, head, 0, count));
  }
}
