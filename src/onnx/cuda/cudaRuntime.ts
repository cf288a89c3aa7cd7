import koffi, { type LibraryHandle } from 'koffi';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import { messageOf, UserError } from '../../shared/errors.ts';
import { systemFile } from '../../shared/files/windowsPath.ts';
import { platform } from '../../shared/platform.ts';

/** An address in the device's memory. */
type DeviceAddress = bigint;

/** cudaMemcpyKind of driver_types.h. */
const HOST_TO_DEVICE = 1;
const DEVICE_TO_HOST = 2;

const INSTALL_CUDA = 'install the CUDA runtime that doctor names, or set the provider to cpu';

/**
 * Device memory, through NVIDIA's CUDA runtime library (CUDA Runtime API reference, memory management). ONNX Runtime's
 * provider is linked to the same library, so it is there wherever the provider loads.
 */
export class CudaRuntime {
  // koffi closes a library when its object is collected.
  private readonly library: LibraryHandle;
  private readonly functions: Readonly<
    Record<
      'malloc' | 'free' | 'memcpy' | 'memGetInfo' | 'synchronize' | 'errorString',
      ReturnType<LibraryHandle['func']>
    >
  >;

  constructor() {
    const name = (manifest.cudaRuntime as Partial<Record<string, string>>)[platform];
    if (!name) throw new UserError('the CUDA runtime', `there is none for ${platform}`, INSTALL_CUDA);
    const file = systemFile(name);
    if (!file) throw new UserError('the CUDA runtime', `there is no ${name} on this system`, INSTALL_CUDA);
    try {
      this.library = koffi.load(file);
    } catch (cause) {
      throw new UserError('the CUDA runtime', `it cannot be loaded (${messageOf(cause)})`, INSTALL_CUDA, {
        cause,
      });
    }
    this.functions = {
      malloc: this.library.func('int cudaMalloc(_Out_ void **address, size_t bytes)'),
      free: this.library.func('int cudaFree(void *address)'),
      memcpy: this.library.func('int cudaMemcpy(void *target, void *source, size_t bytes, int kind)'),
      memGetInfo: this.library.func('int cudaMemGetInfo(_Out_ size_t *free, _Out_ size_t *total)'),
      synchronize: this.library.func('int cudaDeviceSynchronize()'),
      errorString: this.library.func('const char *cudaGetErrorString(int error)'),
    };
  }

  /** @throws UserError when the device has less free memory */
  allocate(bytes: number): DeviceAddress {
    const address: [DeviceAddress | null] = [null];
    this.check(`${bytes} bytes of GPU memory`, this.functions.malloc(address, bytes));
    return address[0] ?? 0n;
  }

  /** Gives back what `allocate` gave. @throws UserError with CUDA's own message */
  free(address: DeviceAddress): void {
    this.check('GPU memory', this.functions.free(address));
  }

  /** Returns when the device has the bytes, whatever stream reads them next. */
  copyIn(target: DeviceAddress, data: ArrayBufferView): void {
    this.check('GPU memory', this.functions.memcpy(target, data, data.byteLength, HOST_TO_DEVICE));
    this.check('the GPU', this.functions.synchronize());
  }

  /** Fills `data` from the device; waits for what the device is at. @throws UserError with CUDA's own message */
  copyOut(data: ArrayBufferView, source: DeviceAddress): void {
    this.check('GPU memory', this.functions.memcpy(data, source, data.byteLength, DEVICE_TO_HOST));
  }

  /** Bytes of device memory that are free now. */
  freeMemory(): number {
    const free: [number] = [0];
    const total: [number] = [0];
    this.check('the GPU', this.functions.memGetInfo(free, total));
    return Number(free[0]);
  }

  private check(what: string, error: number): void {
    if (error === 0) return;
    const reason: string = this.functions.errorString(error);
    throw new UserError(
      what,
      `CUDA says: ${reason}`,
      'close other programs that use the GPU, or set the provider to cpu',
    );
  }
}

let loaded: CudaRuntime | undefined;

/** The process's one CUDA runtime. @throws UserError where it cannot be loaded */
export function loadCuda(): CudaRuntime {
  loaded ??= new CudaRuntime();
  return loaded;
}
