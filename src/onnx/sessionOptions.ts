import { cpus } from 'node:os';
import type { Handle, OrtApi } from './ortApi.ts';
import type { Provider } from './provider.ts';

export interface SessionOptions {
  /** Where it computes; default: the CPU. */
  readonly provider?: Provider;
  /** Threads of one operator; the number of cores unless given. More than cores is much slower. */
  readonly threads?: number;
}

/** ORT_ENABLE_ALL of onnxruntime_c_api.h. */
const OPTIMIZE_ALL = 99;

/** Options of ONNX Runtime's CUDA execution provider (its documentation page lists them). */
const CUDA_OPTIONS = {
  device_id: '0',
  // Doubling, the default, would take up to twice the memory that the weights need.
  arena_extend_strategy: 'kSameAsRequested',
  enable_cuda_graph: '1',
};

/** @returns an OrtSessionOptions, to be released. @throws UserError when the provider cannot be loaded */
export function createSessionOptions(ort: OrtApi, { provider, threads }: SessionOptions): Handle {
  const options = ort.create('CreateSessionOptions');
  try {
    ort.call('SetSessionGraphOptimizationLevel', options, OPTIMIZE_ALL);
    ort.call('SetIntraOpNumThreads', options, threads ?? cpus().length);
    // Spinning threads heat a laptop between tokens and steal time from a busy machine.
    ort.call('AddSessionConfigEntry', options, 'session.intra_op.allow_spinning', '0');
    if (provider === 'cuda') appendCuda(ort, options);
    return options;
  } catch (error) {
    ort.release('ReleaseSessionOptions', options);
    throw error;
  }
}

function appendCuda(ort: OrtApi, options: Handle): void {
  // Weights are allocated exactly, outside of the arena.
  ort.call('AddSessionConfigEntry', options, 'session.use_device_allocator_for_initializers', '1');
  const cudaOptions = ort.create('CreateCudaProviderOptions');
  try {
    const [keys, values] = [Object.keys(CUDA_OPTIONS), Object.values(CUDA_OPTIONS)];
    ort.call('UpdateCudaProviderOptions', cudaOptions, keys, values, keys.length);
    ort.call('AppendCudaProvider', options, cudaOptions);
  } finally {
    ort.release('ReleaseCudaProviderOptions', cudaOptions);
  }
}
