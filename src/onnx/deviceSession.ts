import { CudaTensor, type DeviceTensor, HostTensor } from './deviceTensor.ts';
import { freeMemory } from './freeMemory.ts';
import { type Handle, loadOrt, type OrtApi } from './ortApi.ts';
import type { ElementType } from './proto.ts';
import type { Provider } from './provider.ts';
import { createSessionOptions, type SessionOptions } from './sessionOptions.ts';

/** Of one run, not of the session. */
export interface RunOptions {
  /** Aborting ends the run between two operators. */
  readonly signal?: AbortSignal | undefined;
  /**
   * On a GPU, records the run's kernels under this number at the first run and replays them as one CUDA graph afterwards.
   * Everything bound must stay where it is, and every shape as it was. Not given, kernels are launched one by one.
   */
  readonly graph?: number | undefined;
}

/** ONNX Runtime's run option for CUDA graphs, and its value for a run that takes no part in them. */
const GRAPH_ID = 'gpu_graph_id';
const NO_GRAPH = -1;

let environment: Handle | undefined;

/** Events for Microsoft are refused twice: Windows does not ask the variable that `loadOrt` sets. */
function createEnvironment(ort: OrtApi): Handle {
  const created = ort.create('CreateEnv', LOG_ERROR, 'telechat-writer');
  ort.call('DisableTelemetryEvents', created);
  return created;
}

/**
 * A session whose inputs and outputs are bound to memory that stays: nothing is copied between steps, and a
 * KV cache bound as past and as present is updated in place.
 */
export class DeviceSession {
  readonly provider: Provider;
  private readonly graphs: boolean;
  private readonly ort: OrtApi;
  private readonly session: Handle;

  /**
   * @param modelPath an .onnx file; its external data lies beside it
   * @throws UserError when ONNX Runtime cannot load it, or lacks the provider
   */
  constructor(modelPath: string, options: SessionOptions = {}) {
    this.provider = options.provider ?? 'cpu';
    this.graphs = this.provider === 'cuda' && (options.cudaGraph ?? true);
    this.ort = loadOrt(this.provider);
    environment ??= createEnvironment(this.ort);
    const sessionOptions = createSessionOptions(this.ort, options);
    try {
      this.session = this.ort.create('CreateSession', environment, encodePath(modelPath), sessionOptions);
    } finally {
      this.ort.release('ReleaseSessionOptions', sessionOptions);
    }
  }

  /** A tensor where the session computes; its elements are undefined. */
  tensor(type: ElementType, shape: readonly number[]): DeviceTensor {
    return this.provider === 'cuda' ? new CudaTensor(type, shape) : new HostTensor(type, shape);
  }

  /** A new, empty binding. Release it before the session is closed. */
  binding(): Binding {
    return new Binding(this.ort, this.session, this.graphs);
  }

  /** Bytes that are free where the session computes. */
  freeMemory(): number {
    return freeMemory(this.provider);
  }

  /** Frees the session and what it has of the weights; its bindings and tensors are released by who made them. */
  close(): void {
    this.ort.release('ReleaseSession', this.session);
  }
}

/** Names bound to tensors, ready to run. */
export class Binding {
  private readonly binding: Handle;

  constructor(
    private readonly ort: OrtApi,
    private readonly session: Handle,
    private readonly graphs: boolean,
  ) {
    this.binding = ort.create('CreateIoBinding', session);
  }

  /** A tensor that lies elsewhere than where the input is read is copied there now, once. */
  input(name: string, tensor: DeviceTensor): void {
    this.ort.call('BindInput', this.binding, name, tensor.value);
  }

  /** The session writes the output into this memory, at every run. */
  output(name: string, tensor: DeviceTensor): void {
    this.ort.call('BindOutput', this.binding, name, tensor.value);
  }

  /**
   * Computes the bound outputs from the bound inputs, off the event loop.
   * @throws the signal's reason when aborted; outputs are then undefined
   */
  async run({ signal, graph }: RunOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    const options = this.ort.create('CreateRunOptions');
    if (this.graphs) {
      this.ort.call('AddRunConfigEntry', options, GRAPH_ID, String(graph ?? NO_GRAPH));
    }
    const terminate = () => this.ort.call('RunOptionsSetTerminate', options);
    signal?.addEventListener('abort', terminate, { once: true });
    try {
      await this.ort.callAsync('RunWithBinding', this.session, options, this.binding);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', terminate);
      this.ort.release('ReleaseRunOptions', options);
    }
  }

  /** Unbinds; the tensors live on. */
  release(): void {
    this.ort.release('ReleaseIoBinding', this.binding);
  }
}

/** ORT_LOGGING_LEVEL_ERROR of onnxruntime_c_api.h. */
const LOG_ERROR = 3;

/** ORTCHAR_T: wide characters on Windows, bytes elsewhere; both end with a zero. */
function encodePath(file: string): Uint8Array {
  return Buffer.from(`${file}\0`, process.platform === 'win32' ? 'utf16le' : 'utf8');
}
