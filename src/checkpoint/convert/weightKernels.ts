import { BYTES_PER_ELEMENT, type FloatType } from '../tensor/elementType.ts';
import bytes from '../wasm/index.wasm';

/** The functions of wasm/index.ts; an address is a byte of `memory`. */
interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeMemory(): number;
  decodeFloat16(source: number, count: number, target: number): void;
  decodeBfloat16(source: number, count: number, target: number): void;
  decodeFloat32(source: number, count: number, target: number): void;
  allWithin(values: number, count: number, limit: number): number;
  encodeFloat16(values: number, count: number, target: number): void;
  quantizeInt4(values: number, blocks: number, blockSize: number, packed: number, scales: number): void;
  quantizeInt4Asymmetric(
    values: number,
    rows: number,
    blocks: number,
    blockSize: number,
    packed: number,
    scales: number,
    zeros: number,
  ): void;
  quantizeInt8(values: number, blocks: number, blockSize: number, levels: number, scales: number): void;
}

/** The kernels work on whole vectors, so that an area may be touched this far beyond its end. */
const VECTOR_BYTES = 32;
const PAGE_BYTES = 65536;

/** Levels of quantised rows, with a scale for each block, and zero points where the blocks have their own. */
interface BlockLevels {
  readonly values: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  readonly zeros?: Uint8Array<ArrayBuffer>;
}

let instance: Kernels | undefined;

/** Made when they are needed: a memory of WebAssembly takes gigabytes of addresses, which not every process may have. */
function kernels(): Kernels {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernels;
  return instance;
}

const DECODERS = { fp32: 'decodeFloat32', fp16: 'decodeFloat16', bf16: 'decodeBfloat16' } as const;

/**
 * Weights in the memory of the kernels, as float32 [rows, rowLength]; a row is filled up with zeros. What comes out lies at
 * the start of the memory that is given, or in new memory where that is too small.
 */
export class KernelWeights {
  private readonly length: number;
  private readonly values: number;
  private end: number;

  /**
   * Decodes whole rows; what an earlier instance held is gone.
   * @param stored [rows, columns] numbers of `type`, little endian
   */
  constructor(
    stored: Uint8Array,
    type: FloatType,
    private readonly columns: number,
    private readonly rowLength: number,
  ) {
    const count = stored.byteLength / BYTES_PER_ELEMENT[type];
    this.length = (count / columns) * rowLength;
    const source = align(kernels().freeMemory());
    this.values = align(source + stored.byteLength + VECTOR_BYTES);
    this.end = align(this.values + 4 * this.length + VECTOR_BYTES);
    reserve(this.end);
    new Uint8Array(kernels().memory.buffer, source, stored.byteLength).set(stored);
    this.decode(source, type);
  }

  /** The first value that is NaN or larger in size than `limit`. */
  firstBeyond(limit: number): number | undefined {
    if (kernels().allWithin(this.values, this.length, limit)) return undefined;
    return floatsAt(this.values, this.length).find((value) => !(Math.abs(value) <= limit));
  }

  /** @returns float32 [rows, rowLength] */
  toFloat32(memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
    return copyOut(this.values, 4 * this.length, memory);
  }

  /** @returns float16 [rows, rowLength], the nearest of each value, ties to even */
  toFloat16(memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
    const target = this.allocate(2 * this.length);
    kernels().encodeFloat16(this.values, this.length, target);
    return copyOut(target, 2 * this.length, memory);
  }

  /**
   * @param blockSize elements that share a scale: a multiple of 16, at most 1024, of which the row length is a multiple
   * @returns levels [rows, blocks, blockSize * bits / 8] and scales [rows, blocks]
   */
  quantize(bits: 4 | 8, blockSize: number, memory: ArrayBuffer): BlockLevels {
    const bytes = (this.length * bits) / 8;
    const blocks = this.length / blockSize;
    const levels = this.allocate(bytes);
    const scales = this.allocate(4 * blocks);
    const quantize = bits === 4 ? kernels().quantizeInt4 : kernels().quantizeInt8;
    quantize(this.values, blocks, blockSize, levels, scales);
    return { values: copyOut(levels, bytes, memory), scales: floatsAt(scales, blocks).slice() };
  }

  /** To 4 bits, each block with a zero point of its own: zeros [rows, ceil(blocks/2)], of two in a byte the first is the low one. */
  quantizeAsymmetric(blockSize: number, memory: ArrayBuffer): BlockLevels {
    const rows = this.length / this.rowLength;
    const blocks = this.rowLength / blockSize;
    const zeroBytes = rows * Math.ceil(blocks / 2);
    const levels = this.allocate(this.length / 2);
    const scales = this.allocate(4 * rows * blocks);
    const zeros = this.allocate(zeroBytes);
    bytesAt(zeros, zeroBytes).fill(0);
    kernels().quantizeInt4Asymmetric(this.values, rows, blocks, blockSize, levels, scales, zeros);
    return {
      values: copyOut(levels, this.length / 2, memory),
      scales: floatsAt(scales, rows * blocks).slice(),
      zeros: bytesAt(zeros, zeroBytes).slice(),
    };
  }

  private decode(source: number, type: FloatType): void {
    const decode = kernels()[DECODERS[type]];
    const { columns, rowLength } = this;
    const rows = this.length / rowLength;
    if (rowLength === columns) {
      decode(source, rows * columns, this.values);
      return;
    }
    for (let row = 0; row < rows; row++) {
      const target = this.values + 4 * row * rowLength;
      decode(source + row * columns * BYTES_PER_ELEMENT[type], columns, target);
      floatsAt(target, rowLength).fill(0, columns);
    }
  }

  private allocate(size: number): number {
    const start = this.end;
    this.end = align(start + size + VECTOR_BYTES);
    reserve(this.end);
    return start;
  }
}

function align(address: number): number {
  return Math.ceil(address / VECTOR_BYTES) * VECTOR_BYTES;
}

function reserve(end: number): void {
  const missing = end - kernels().memory.buffer.byteLength;
  if (missing > 0) kernels().memory.grow(Math.ceil(missing / PAGE_BYTES));
}

function floatsAt(address: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels().memory.buffer, address, length);
}

function bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(kernels().memory.buffer, address, length);
}

/** Copies bytes into memory from its start, or into new memory where it is too small. */
function copyOut(address: number, bytes: number, memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const copy = memory.byteLength >= bytes ? new Uint8Array(memory, 0, bytes) : new Uint8Array(bytes);
  copy.set(bytesAt(address, bytes));
  return copy;
}
