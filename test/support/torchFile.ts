import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** One tensor as torch.save describes it. */
export interface PickledTensor {
  readonly name: string;
  readonly storage: string;
  readonly type: string;
  /** Of the storage. */
  readonly elements: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The pickle (protocol 2) that torch.save writes for a state dict. */
export function pickleState(tensors: readonly PickledTensor[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x80, 2]),
    Buffer.from('}('),
    ...tensors.flatMap((tensor) => [text(tensor.name), pickleTensor(tensor)]),
    Buffer.from('u.'),
  ]);
}

function pickleTensor({ storage, type, elements, offset, shape, strides }: PickledTensor): Buffer {
  return Buffer.concat([
    global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.from('(('),
    text('storage'),
    global('torch', type),
    text(storage),
    text('cpu'),
    integer(elements),
    Buffer.from('tQ'),
    integer(offset),
    tuple(shape),
    tuple(strides),
    Buffer.from([0x89]),
    global('collections', 'OrderedDict'),
    Buffer.from(')R'),
    Buffer.from('tR'),
  ]);
}

export function global(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

export function text(value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.from('X'), length, Buffer.from(value)]);
}

export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeBigInt64LE(BigInt(value), 1);
  bytes[0] = 8;
  return Buffer.concat([Buffer.from([0x8a]), bytes]);
}

function tuple(values: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from('('), ...values.map(integer), Buffer.from('t')]);
}

/** Writes a zip such as torch.save's: the pickle and the storages, not compressed unless `compress`. */
export async function writeTorchFile(
  file: string,
  pickle: Buffer,
  storages: Readonly<Record<string, Uint8Array>>,
  compress = false,
): Promise<void> {
  const zip = new ZipFile();
  zip.addBuffer(pickle, 'archive/data.pkl', { compress });
  for (const [key, bytes] of Object.entries(storages)) {
    zip.addBuffer(Buffer.from(bytes), `archive/data/${key}`, { compress });
  }
  zip.end();
  await writeFile(file, await buffer(zip.outputStream));
}
