import { loadCuda } from './cuda/cudaRuntime.ts';
import { type Handle, loadOrt } from './ortApi.ts';
import { DATA_TYPE, type ElementType } from './proto.ts';

/** What the C API's enumerations say; onnxruntime_c_api.h. */
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;

const BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  uint8: 1,
  int32: 4,
  int64: 8,
};

/** A tensor at a place in memory that stays: bound once, it is read and written in place. */
export interface DeviceTensor {
  readonly value: Handle;
  readonly type: ElementType;
  /** [] for a scalar. */
  readonly shape: readonly number[];
  /** Replaces its first elements. @param data elements of its type */
  write(data: ArrayBufferView<ArrayBuffer>): void;
  /** Copies its first elements. @param target elements of its type */
  read(target: ArrayBufferView<ArrayBuffer>): void;
  /** Frees its memory on a GPU. Nothing may be bound to it any more. */
  release(): void;
}

/** A tensor in memory of this process. */
export class HostTensor implements DeviceTensor {
  readonly value: Handle;
  readonly bytes: Uint8Array<ArrayBuffer>;

  /** @param data its memory, which must hold exactly the shape's elements; new memory, all zeros, without */
  constructor(
    readonly type: ElementType,
    readonly shape: readonly number[],
    data: ArrayBufferView<ArrayBuffer> = new Uint8Array(byteLength(type, shape)),
  ) {
    this.bytes = bytesOf(data);
    this.value = createValue(hostMemory(), this.bytes, type, shape);
  }

  write(data: ArrayBufferView<ArrayBuffer>): void {
    this.bytes.set(bytesOf(data));
  }

  read(target: ArrayBufferView<ArrayBuffer>): void {
    bytesOf(target).set(this.bytes.subarray(0, target.byteLength));
  }

  release(): void {
    loadOrt().release('ReleaseValue', this.value);
  }
}

/** A tensor in the memory of an NVIDIA GPU; its elements are undefined until they are written. */
export class CudaTensor implements DeviceTensor {
  readonly value: Handle;
  private readonly address: Handle;

  /** @throws UserError when the GPU has too little free memory */
  constructor(
    readonly type: ElementType,
    readonly shape: readonly number[],
  ) {
    this.address = loadCuda().allocate(byteLength(type, shape));
    this.value = createValue(cudaMemory(), this.address, type, shape);
  }

  write(data: ArrayBufferView<ArrayBuffer>): void {
    loadCuda().copyIn(this.address, data);
  }

  read(target: ArrayBufferView<ArrayBuffer>): void {
    loadCuda().copyOut(target, this.address);
  }

  release(): void {
    loadOrt().release('ReleaseValue', this.value);
    loadCuda().free(this.address);
  }
}

/** Bytes of a tensor's elements. */
export function byteLength(type: ElementType, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, BYTES[type]);
}

function bytesOf(data: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function createValue(
  memory: Handle,
  data: Handle | Uint8Array<ArrayBuffer>,
  type: ElementType,
  shape: readonly number[],
): Handle {
  return loadOrt().create(
    'CreateTensorWithDataAsOrtValue',
    memory,
    data,
    byteLength(type, shape),
    BigInt64Array.from(shape, BigInt),
    shape.length,
    DATA_TYPE[type],
  );
}

let host: Handle | undefined;
let cuda: Handle | undefined;

function hostMemory(): Handle {
  host ??= loadOrt().create('CreateCpuMemoryInfo', DEVICE_ALLOCATOR, DEFAULT_MEMORY);
  return host;
}

function cudaMemory(): Handle {
  cuda ??= loadOrt().create('CreateMemoryInfo', 'Cuda', DEVICE_ALLOCATOR, 0, DEFAULT_MEMORY);
  return cuda;
}
