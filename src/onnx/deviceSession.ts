import { cpus } from 'node:os';
import { type Handle, loadOrt, type OrtApi } from './ortApi.ts';
import { DATA_TYPE, type ElementType } from './proto.ts';

/** What the C API's enumerations say; onnxruntime_c_api.h. */
const LOG_ERROR = 3;
const OPTIMIZE_ALL = 99;
const ALLOCATOR_DEVICE = 0;
const MEMORY_DEFAULT = 0;

export interface SessionOptions {
  /** Threads of one operator; the number of cores unless given. More than cores is much slower. */
  readonly threads?: number;
}

/** A tensor in memory of ours that ONNX Runtime reads and writes in place. */
export class DeviceTensor {
  readonly value: Handle;

  /**
   * @param data its memory; must stay as long as the tensor and hold exactly the shape's elements
   * @param shape [] for a scalar
   */
  constructor(
    private readonly ort: OrtApi,
    memory: Handle,
    readonly type: ElementType,
    readonly shape: readonly number[],
    readonly data: ArrayBufferView<ArrayBuffer>,
  ) {
    this.value = ort.create(
      'CreateTensorWithDataAsOrtValue',
      memory,
      data,
      data.byteLength,
      BigInt64Array.from(shape, BigInt),
      shape.length,
      DATA_TYPE[type],
    );
  }

  release(): void {
    this.ort.release('ReleaseValue', this.value);
  }
}

let environment: Handle | undefined;

/**
 * A session whose inputs and outputs are bound to memory that stays: nothing is copied between steps, and a
 * KV cache bound as past and as present is updated in place.
 */
export class DeviceSession {
  private readonly ort: OrtApi;
  private readonly session: Handle;
  private readonly memory: Handle;

  /**
   * @param modelPath an .onnx file; its external data lies beside it
   * @throws UserError when ONNX Runtime cannot load it
   */
  constructor(modelPath: string, options: SessionOptions = {}) {
    this.ort = loadOrt();
    environment ??= this.ort.create('CreateEnv', LOG_ERROR, 'telechat-writer');
    const sessionOptions = this.ort.create('CreateSessionOptions');
    try {
      this.ort.call('SetSessionGraphOptimizationLevel', sessionOptions, OPTIMIZE_ALL);
      this.ort.call('SetIntraOpNumThreads', sessionOptions, options.threads ?? cpus().length);
      // Spinning threads heat a laptop between tokens and steal time from a busy machine.
      this.ort.call('AddSessionConfigEntry', sessionOptions, 'session.intra_op.allow_spinning', '0');
      this.session = this.ort.create('CreateSession', environment, encodePath(modelPath), sessionOptions);
    } finally {
      this.ort.release('ReleaseSessionOptions', sessionOptions);
    }
    this.memory = this.ort.create('CreateCpuMemoryInfo', ALLOCATOR_DEVICE, MEMORY_DEFAULT);
  }

  tensor(type: ElementType, shape: readonly number[], data: ArrayBufferView<ArrayBuffer>): DeviceTensor {
    return new DeviceTensor(this.ort, this.memory, type, shape, data);
  }

  binding(): Binding {
    return new Binding(this.ort, this.session);
  }

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
  ) {
    this.binding = ort.create('CreateIoBinding', session);
  }

  input(name: string, tensor: DeviceTensor): void {
    this.ort.call('BindInput', this.binding, name, tensor.value);
  }

  output(name: string, tensor: DeviceTensor): void {
    this.ort.call('BindOutput', this.binding, name, tensor.value);
  }

  /**
   * Computes the bound outputs from the bound inputs, off the event loop.
   * Aborting the signal ends it between two operators with the signal's reason; outputs are then undefined.
   */
  async run(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const options = this.ort.create('CreateRunOptions');
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

  release(): void {
    this.ort.release('ReleaseIoBinding', this.binding);
  }
}

/** ORTCHAR_T: wide characters on Windows, bytes elsewhere; both end with a zero. */
function encodePath(file: string): Uint8Array {
  return Buffer.from(`${file}\0`, process.platform === 'win32' ? 'utf16le' : 'utf8');
}
