import koffi, { type KoffiFunc, type LibraryHandle, type TypeObject } from 'koffi';
import { messageOf, UserError } from '../shared/errors.ts';
import { ortLibraryPath } from './ortLibrary.ts';
import type { Provider } from './provider.ts';

/**
 * ONNX Runtime's C API, called through koffi on the library that onnxruntime-node ships.
 * `session.run` of the JavaScript binding copies the whole KV cache at every step; IoBinding, which only the C API has, does not.
 */

/**
 * As on a thread of the system. koffi's own 128 KiB are too few: cuDNN, asked by ONNX Runtime for an attention kernel,
 * compiles one on the calling thread and overflows them.
 */
const STACK_BYTES = 8 * 2 ** 20;
koffi.config({ sync_stack_size: STACK_BYTES, async_stack_size: STACK_BYTES, resident_async_pools: 1 });

/** Address of a native object. */
export type Handle = bigint;

/** Version of OrtApi, as in ORT_API_VERSION of onnxruntime_c_api.h 1.29. */
const API_VERSION = 29;

/** Position in the table OrtApi, and arguments; every function returns an OrtStatus*, null on success. */
const FUNCTIONS = {
  CreateEnv: [3, 'int level, const char *name, _Out_ void **env'],
  DisableTelemetryEvents: [6, 'void *env'],
  CreateSession: [7, 'void *env, const void *path, void *options, _Out_ void **session'],
  CreateSessionOptions: [10, '_Out_ void **options'],
  SetSessionGraphOptimizationLevel: [23, 'void *options, int level'],
  SetIntraOpNumThreads: [24, 'void *options, int threads'],
  CreateCustomOpDomain: [26, 'const char *name, _Out_ void **domain'],
  CustomOpDomain_Add: [27, 'void *domain, const void *operator'],
  AddCustomOpDomain: [28, 'void *options, void *domain'],
  CreateRunOptions: [39, '_Out_ void **options'],
  RunOptionsSetTerminate: [46, 'void *options'],
  CreateTensorWithDataAsOrtValue: [
    49,
    'void *memory, void *data, size_t bytes, const int64_t *shape, size_t rank, int type, _Out_ void **value',
  ],
  CreateMemoryInfo: [68, 'const char *name, int allocator, int device, int memory, _Out_ void **info'],
  CreateCpuMemoryInfo: [69, 'int allocator, int memory, _Out_ void **info'],
  AddSessionConfigEntry: [130, 'void *options, const char *key, const char *value'],
  RunWithBinding: [133, 'void *session, void *options, void *binding'],
  CreateIoBinding: [134, 'void *session, _Out_ void **binding'],
  BindInput: [136, 'void *binding, const char *name, void *value'],
  BindOutput: [137, 'void *binding, const char *name, void *value'],
  AddRunConfigEntry: [165, 'void *options, const char *key, const char *value'],
  AppendCudaProvider: [204, 'void *options, void *cudaOptions'],
  CreateCudaProviderOptions: [205, '_Out_ void **cudaOptions'],
  UpdateCudaProviderOptions: [206, 'void *cudaOptions, const char **keys, const char **values, size_t count'],
} as const;

/** Release functions return nothing. */
const RELEASES = {
  ReleaseStatus: 93,
  ReleaseMemoryInfo: 94,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseRunOptions: 97,
  ReleaseSessionOptions: 100,
  ReleaseIoBinding: 135,
  ReleaseCudaProviderOptions: 208,
} as const;

const GET_ERROR_MESSAGE = 2;

/** The functions of OrtApi that are declared here; any other needs its position in the table first. */
export type FunctionName = keyof typeof FUNCTIONS;
/** Those that free an object: they return no status. */
export type ReleaseName = keyof typeof RELEASES;
/** What koffi passes on: an array of one is an out parameter, a view is passed as the address of its bytes. */
export type Argument = Handle | number | string | ArrayBufferView | ArrayBuffer | null | unknown[];

/**
 * Unless the environment says no, ONNX Runtime 1.29 makes an id for the machine when it is loaded and collects events for
 * Microsoft in the home folder. A thread's `process.env` is a copy, which a native library does not see.
 */
function refuseTelemetry(): void {
  if (process.platform === 'win32') process.env.ORT_DISABLE_TELEMETRY = '1';
  else koffi.load(null).func('int setenv(const char *, const char *, int)')('ORT_DISABLE_TELEMETRY', '1', 1);
}

/** The loaded library. Use `loadOrt()`: one instance lives as long as the process. */
export class OrtApi {
  // koffi closes a library when its object is collected, and every pointer into it then crashes.
  private readonly library: LibraryHandle;
  private readonly table: Handle;
  private readonly functions = new Map<string, { readonly address: Handle; readonly type: TypeObject }>();

  constructor(readonly libraryPath: string) {
    try {
      refuseTelemetry();
      this.library = koffi.load(libraryPath);
    } catch (cause) {
      throw new UserError(
        'ONNX Runtime',
        `its library cannot be loaded (${messageOf(cause)})`,
        'install the package for this platform again',
        { cause },
      );
    }
    const base: Handle = this.library.func('void *OrtGetApiBase()')();
    const getApi: Handle = koffi.decode(base, 0, 'void *');
    this.table = koffi.call(getApi, koffi.proto('void *(uint32_t version)'), API_VERSION);
    for (const [name, [index, parameters]] of Object.entries(FUNCTIONS)) {
      this.define(name, index, `void *(${parameters})`);
    }
    for (const [name, index] of Object.entries(RELEASES)) this.define(name, index, 'void (void *object)');
    this.define('GetErrorMessage', GET_ERROR_MESSAGE, 'const char *(void *status)');
  }

  /** Calls a function that only succeeds or fails. @throws UserError with ONNX Runtime's own message */
  call(name: FunctionName, ...args: Argument[]): void {
    this.check(name, this.invoke(name, args));
  }

  /** Calls a function whose last parameter is an out pointer, and returns what it points to. */
  create(name: FunctionName, ...args: Argument[]): Handle {
    const out: [Handle | null] = [null];
    this.call(name, ...args, out);
    if (out[0] === null) throw new UserError('ONNX Runtime', `${name} returned nothing`, 'report this');
    return out[0];
  }

  /** Like `call`, on a thread of koffi's: the event loop stays free. */
  async callAsync(name: FunctionName, ...args: Argument[]): Promise<void> {
    const { address, type } = this.function(name);
    const func = koffi.decode(address, type) as KoffiFunc<(...args: Argument[]) => Handle | null>;
    const status = await new Promise<Handle | null>((resolve, reject) => {
      func.async(...args, (error: unknown, result: Handle | null) =>
        error ? reject(error) : resolve(result),
      );
    });
    this.check(name, status);
  }

  /** Frees an object; it must not be used again, nor released twice. */
  release(name: ReleaseName, object: Handle): void {
    this.invoke(name, [object]);
  }

  private define(name: string, index: number, prototype: string): void {
    const address: Handle = koffi.decode(this.table, index * koffi.sizeof('void *'), 'void *');
    this.functions.set(name, { address, type: koffi.proto(prototype.replace('(', `${name}(`)) });
  }

  private function(name: string): { readonly address: Handle; readonly type: TypeObject } {
    const found = this.functions.get(name);
    if (!found) throw new Error(`ONNX Runtime function ${name} is not declared`);
    return found;
  }

  private invoke(name: string, args: readonly Argument[]): Handle | null {
    const { address, type } = this.function(name);
    return koffi.call(address, type, ...args);
  }

  private check(name: string, status: Handle | null): void {
    if (status === null) return;
    const { address, type } = this.function('GetErrorMessage');
    const reason: string = koffi.call(address, type, status);
    this.release('ReleaseStatus', status);
    throw new UserError(
      `ONNX Runtime ${name}`,
      reason,
      'see the log; import the model again if it is damaged',
    );
  }
}

let loaded: OrtApi | undefined;

/**
 * The process's one ONNX Runtime.
 * @param provider of the process's first session, which decides where the library is taken from
 * @throws UserError where this platform has no library
 */
export function loadOrt(provider: Provider = 'cpu'): OrtApi {
  loaded ??= new OrtApi(ortLibraryPath(provider));
  return loaded;
}
