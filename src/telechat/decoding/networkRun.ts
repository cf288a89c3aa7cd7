import type { Binding, DeviceSession, RunOptions } from '../../onnx/deviceSession.ts';
import { type DeviceTensor, HostTensor } from '../../onnx/deviceTensor.ts';
import type { ElementType } from '../../onnx/proto.ts';
import type { KvCache } from './kvCache.ts';

/** Computes any number of tokens on top of a KV cache: prefill, and logits of several positions. */
export async function runTokens(
  session: DeviceSession,
  cache: KvCache,
  ids: readonly number[],
  positions: readonly number[],
  vocabSize: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const total = cache.tokens.length + ids.length;
  const logits = new Float32Array(positions.length * vocabSize);
  const binding = session.binding();
  const tensors: HostTensor[] = [];
  const host = (type: ElementType, shape: readonly number[], data: ArrayBufferView<ArrayBuffer>) => {
    const tensor = new HostTensor(type, shape, data);
    tensors.push(tensor);
    return tensor;
  };
  try {
    cache.bind(binding);
    binding.input('input_ids', host('int64', [1, ids.length], BigInt64Array.from(ids, BigInt)));
    binding.input('seqlens_k', host('int32', [1], Int32Array.of(total - 1)));
    binding.input('total_sequence_length', host('int32', [], Int32Array.of(total)));
    binding.input('positions', host('int64', [positions.length], BigInt64Array.from(positions, BigInt)));
    binding.output('logits', host('float32', [positions.length, vocabSize], logits));
    await binding.run({ signal });
    return logits;
  } finally {
    binding.release();
    for (const tensor of tensors) tensor.release();
  }
}

/**
 * Computes a few tokens on top of a KV cache, always as many, again and again: everything is bound once and stays where it
 * is, so that a GPU can replay the step as one CUDA graph.
 */
export class StepRun {
  private readonly binding: Binding;
  private readonly ids: DeviceTensor;
  private readonly last: DeviceTensor;
  private readonly total: HostTensor;
  private readonly positions: DeviceTensor;
  private readonly output: DeviceTensor;
  private readonly logits: Float32Array<ArrayBuffer>;

  /**
   * @param rows tokens that a step computes
   * @param wanted how many of them, the first ones, are given and get logits; the rest is computed for nothing, in the
   * place of the tokens to come
   * @param graph the number of its CUDA graph, unique in the session
   */
  constructor(
    private readonly session: DeviceSession,
    private readonly cache: KvCache,
    vocabSize: number,
    private readonly rows: number,
    wanted: number,
    private readonly graph: number,
  ) {
    this.logits = new Float32Array(wanted * vocabSize);
    this.ids = session.tensor('int64', [1, rows]);
    this.last = session.tensor('int32', [1]);
    this.total = new HostTensor('int32', []);
    this.positions = session.tensor('int64', [wanted]);
    this.output = session.tensor('float32', [wanted, vocabSize]);
    this.positions.write(BigInt64Array.from({ length: wanted }, (_, row) => BigInt(row)));
    this.binding = session.binding();
    cache.bind(this.binding);
    this.binding.input('input_ids', this.ids);
    this.binding.input('seqlens_k', this.last);
    this.binding.input('total_sequence_length', this.total);
    this.binding.input('positions', this.positions);
    this.binding.output('logits', this.output);
  }

  /**
   * @param ids as many as are wanted
   * @returns logits [wanted × vocab], valid until the next run
   */
  async run(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    const total = this.cache.tokens.length + this.rows;
    this.ids.write(BigInt64Array.from({ length: this.rows }, (_, row) => BigInt(ids[row] ?? 0)));
    this.last.write(Int32Array.of(total - 1));
    // A CUDA graph replays the launches of its first run: they must suffice for a full cache. The kernels read `last`.
    this.total.write(Int32Array.of(this.session.provider === 'cuda' ? this.cache.capacity : total));
    const options: RunOptions = { signal, graph: this.graph };
    await this.binding.run(options);
    this.output.read(this.logits);
    return this.logits;
  }

  /** Frees binding and tensors of the run; those of the cache stay. */
  release(): void {
    this.binding.release();
    for (const tensor of [this.ids, this.last, this.total, this.positions, this.output]) tensor.release();
  }
}
