import { freemem, totalmem } from 'node:os';
import { UserError } from '../errors.ts';
import type { Binding, DeviceSession, DeviceTensor } from '../onnx/deviceSession.ts';
import type { ModelConfig } from './config.ts';
import type { RotaryScaling } from './rotary.ts';

const BYTES_PER_VALUE = 4;

/** Memory that a KV cache of `capacity` tokens takes, in bytes. */
export function kvCacheBytes(config: ModelConfig, capacity: number): number {
  return 2 * config.layers * config.kvHeads * config.headSize * capacity * BYTES_PER_VALUE;
}

/** @throws UserError when a KV cache of `capacity` tokens is larger than the memory that is free */
export function refuseLargeCache(config: ModelConfig, capacity: number, free = freeMemory()): void {
  const bytes = kvCacheBytes(config, capacity);
  if (bytes <= free) return;
  throw new UserError(
    `a text of ${capacity} tokens`,
    `its KV cache takes ${gibibytes(bytes)} GiB of memory and ${gibibytes(free)} GiB are free`,
    'ask for a shorter text, or close other programs',
  );
}

/** macOS counts as free only what nobody ever used; half of the whole is the better guess there. */
function freeMemory(): number {
  if (process.platform === 'darwin') return totalmem() / 2;
  return process.availableMemory?.() ?? freemem();
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}

/**
 * Keys and values of the tokens computed so far, [1, kvHeads, capacity, headSize] float32 for each layer, written in place.
 * The system hands out its pages as they are first written: the cache grows into its capacity, and nothing is copied.
 */
export class KvCache {
  /** Has the cache bound as past and as present; a step adds its own inputs and outputs. */
  readonly binding: Binding;
  /** The scaling that the cached keys were rotated with. */
  scaling: RotaryScaling | undefined;
  private readonly held: number[] = [];
  private readonly tensors: DeviceTensor[] = [];

  constructor(
    session: DeviceSession,
    config: ModelConfig,
    readonly capacity: number,
  ) {
    const shape = [1, config.kvHeads, capacity, config.headSize];
    this.binding = session.binding();
    for (let layer = 0; layer < config.layers; layer++) {
      for (const part of ['key', 'value']) {
        const data = new Float32Array(config.kvHeads * capacity * config.headSize);
        const tensor = session.tensor('float32', shape, data);
        this.binding.input(`past_${part}.${layer}`, tensor);
        this.binding.output(`present_${part}.${layer}`, tensor);
        this.tensors.push(tensor);
      }
    }
  }

  /** The tokens whose keys and values it holds. */
  get tokens(): readonly number[] {
    return this.held;
  }

  /** Forgets everything from position `length` on. */
  truncate(length: number): void {
    if (length < this.held.length) this.held.length = length;
  }

  /** Notes tokens whose keys and values have just been computed. */
  append(ids: readonly number[]): void {
    for (const id of ids) this.held.push(id);
  }

  release(): void {
    this.binding.release();
    for (const tensor of this.tensors) tensor.release();
  }
}
