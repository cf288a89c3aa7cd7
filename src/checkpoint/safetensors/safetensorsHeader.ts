import { brokenFile } from '../tensor/brokenFile.ts';

/** One tensor of a safetensors file: its bytes lie at [start, end) of the file. */
interface HeaderTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Bytes of the little-endian header length that a file begins with. */
export const LENGTH_BYTES = 8;

/** The format's own limit on its header, in bytes. */
const MAX_HEADER_BYTES = 100_000_000;

const BYTES_PER_ELEMENT: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

/**
 * The length of the header that follows the first 8 bytes.
 * @param prefix the file's first 8 bytes, or all of a shorter file
 */
export function headerLength(file: string, prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < LENGTH_BYTES) {
    throw brokenFile(file, `it has ${prefix.length} bytes and is too short to be a safetensors file`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw brokenFile(file, `it says that its header has ${length} bytes, so it is no safetensors file`);
  }
  if (LENGTH_BYTES + Number(length) > fileBytes) {
    throw brokenFile(file, `its header has ${length} bytes but the file only ${fileBytes}: it is truncated`);
  }
  return Number(length);
}

/**
 * Reads and checks the header: no two tensors overlap, none reaches past the file, and each is as long as its shape says.
 * Source: the safetensors format description, github.com/huggingface/safetensors.
 * @throws UserError naming the file, the tensor and the reason
 */
export function parseHeader(file: string, header: Uint8Array, fileBytes: number): HeaderTensor[] {
  const dataStart = LENGTH_BYTES + header.length;
  const tensors = Object.entries(parseObject(file, header))
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => parseEntry(file, name, entry, dataStart));
  for (const { name, end } of tensors) {
    if (end <= fileBytes) continue;
    const why = `it should end at byte ${end} but the file has only ${fileBytes}: it is truncated or its header lies`;
    throw brokenFile(file, why, name);
  }
  refuseOverlap(file, tensors);
  return tensors;
}

function parseObject(file: string, header: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw brokenFile(file, 'its header is no JSON object');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseEntry(file: string, name: string, entry: unknown, dataStart: number): HeaderTensor {
  if (!isObject(entry)) throw brokenFile(file, 'its header entry is no object', name);
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  const elementBytes = typeof dtype === 'string' ? BYTES_PER_ELEMENT[dtype] : undefined;
  if (typeof dtype !== 'string' || elementBytes === undefined) {
    throw brokenFile(file, `its element type ${JSON.stringify(dtype)} is unknown`, name);
  }
  if (!isCounts(shape))
    throw brokenFile(file, `its shape ${JSON.stringify(shape)} is no list of sizes`, name);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw brokenFile(file, `its offsets ${JSON.stringify(offsets)} are no pair of byte positions`, name);
  }
  const [from, to] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, elementBytes);
  if (to - from !== bytes) {
    throw brokenFile(
      file,
      `its shape [${shape}] takes ${bytes} bytes, its offsets give it ${to - from}`,
      name,
    );
  }
  return { name, dtype, shape, start: dataStart + from, end: dataStart + to };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function refuseOverlap(file: string, tensors: readonly HeaderTensor[]): void {
  let previous: HeaderTensor | undefined;
  for (const tensor of tensors.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (previous && tensor.start < previous.end) {
      throw brokenFile(file, `its bytes overlap those of ${previous.name}`, tensor.name);
    }
    previous = tensor;
  }
}
