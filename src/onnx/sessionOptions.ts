import { cpus } from 'node:os';
import type { Handle, OrtApi } from './ortApi.ts';
import { addOwnKernels } from './ownKernels.ts';
import type { Provider } from './provider.ts';

/** Where and how a model is computed; nothing of it changes what the model is. */
export interface SessionOptions {
  /** Where it computes; default: the CPU. */
  readonly provider?: Provider;
  /** false launches every kernel one by one: for measuring, and for a driver that cannot record them. Default: true. */
  readonly cudaGraph?: boolean;
  /** Threads of one operator; the number of cores unless given. More than cores is much slower. */
  readonly threads?: number;
  /** Whether our own kernels compute the model's quantised layers on the CPU, which must fit them: see `addOwnKernels`. */
  readonly ownKernels?: boolean;
}

/** ORT_ENABLE_ALL of onnxruntime_c_api.h. */
const OPTIMIZE_ALL = 99;

/** Options of ONNX Runtime's CUDA execution provider (its documentation page lists them). */
const CUDA_OPTIONS = {
  device_id: '0',
  // Doubling, the default, would take up to twice the memory that the weights need.
  arena_extend_strategy: 'kSameAsRequested',
  // Flash attention, memory-efficient attention and plain attention (ONNX Runtime's AttentionBackend: 1, 2, 16), but not
  // cuDNN's, which compiles for 0.6 s at first use and then adds 40 ms to every prefill step (measured on an H200).
  sdpa_kernel: '19',
};

/** @returns an OrtSessionOptions, to be released. @throws UserError when the provider cannot be loaded */
export function createSessionOptions(
  ort: OrtApi,
  { provider, cudaGraph = true, threads, ownKernels }: SessionOptions,
): Handle {
  const options = ort.create('CreateSessionOptions');
  try {
    ort.call('SetSessionGraphOptimizationLevel', options, OPTIMIZE_ALL);
    ort.call('SetIntraOpNumThreads', options, threads ?? cpus().length);
    // Spinning threads heat a laptop between tokens and steal time from a busy machine.
    ort.call('AddSessionConfigEntry', options, 'session.intra_op.allow_spinning', '0');
    if (provider === 'cuda') appendCuda(ort, options, cudaGraph);
    else if (ownKernels) addOwnKernels(ort, options);
    return options;
  } catch (error) {
    ort.release('ReleaseSessionOptions', options);
    throw error;
  }
}

function appendCuda(ort: OrtApi, options: Handle, cudaGraph: boolean): void {
  // Weights are allocated exactly, outside of the arena.
  ort.call('AddSessionConfigEntry', options, 'session.use_device_allocator_for_initializers', '1');
  const cudaOptions = ort.create('CreateCudaProviderOptions');
  try {
    const settings = { ...CUDA_OPTIONS, enable_cuda_graph: cudaGraph ? '1' : '0' };
    const [keys, values] = [Object.keys(settings), Object.values(settings)];
    ort.call('UpdateCudaProviderOptions', cudaOptions, keys, values, keys.length);
    ort.call('AppendCudaProvider', options, cudaOptions);
  } finally {
    ort.release('ReleaseCudaProviderOptions', cudaOptions);
  }
}
