import { brokenFile } from '../tensor/brokenFile.ts';
import { product, spanOf } from '../tensor/tensorReader.ts';
import { PickleGlobal, type PickleValue, readPickle } from './pickle.ts';

/** One tensor of a torch file: a view of a storage, which several may share. */
export interface StateTensor {
  readonly storage: Storage;
  /** In elements, from the start of the storage. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
}

/** The elements that lie in the zip entry `data/<key>`. */
export interface Storage {
  readonly key: string;
  readonly dtype: string;
  readonly elements: number;
}

/** torch's storage classes: the type in our words and the bytes of an element. */
const STORAGES: Readonly<Record<string, { readonly dtype: string; readonly bytes: number }>> = {
  'torch.FloatStorage': { dtype: 'fp32', bytes: 4 },
  'torch.HalfStorage': { dtype: 'fp16', bytes: 2 },
  'torch.BFloat16Storage': { dtype: 'bf16', bytes: 2 },
  'torch.IntStorage': { dtype: 'int32', bytes: 4 },
  'torch.DoubleStorage': { dtype: 'float64', bytes: 8 },
  'torch.LongStorage': { dtype: 'int64', bytes: 8 },
  'torch.ShortStorage': { dtype: 'int16', bytes: 2 },
  'torch.CharStorage': { dtype: 'int8', bytes: 1 },
  'torch.ByteStorage': { dtype: 'uint8', bytes: 1 },
  'torch.BoolStorage': { dtype: 'bool', bytes: 1 },
};

/** Bytes that the storage takes up in its zip entry. */
export function storageBytes({ dtype, elements }: Storage): number {
  const bytes = Object.values(STORAGES).find((each) => each.dtype === dtype)?.bytes ?? 1;
  return elements * bytes;
}

class TensorValue {
  constructor(readonly tensor: StateTensor) {}
}

class StorageValue {
  constructor(readonly storage: Storage) {}
}

/**
 * Reads the state dict that torch.save pickled: names and the places of tensors. What is no tensor is left out.
 * @throws UserError for a pickle that asks for anything else than tensors, or whose tensors reach outside their storage
 */
export function readState(file: string, pickle: Uint8Array): Map<string, StateTensor> {
  const state = readPickle(file, pickle, {
    globals: new Map<string, ((args: readonly PickleValue[]) => PickleValue) | undefined>([
      ...Object.keys(STORAGES).map((name) => [name, undefined] as const),
      ['collections.OrderedDict', () => new Map()],
      ['torch._utils._rebuild_tensor_v2', (args) => new TensorValue(rebuildTensor(file, args))],
      ['torch._utils._rebuild_parameter', ([tensor = null]) => tensor],
    ]),
    persistent: (id) => new StorageValue(parseStorage(file, id)),
  });
  if (!(state instanceof Map)) throw brokenFile(file, 'it holds no dictionary of tensors');
  const tensors = new Map<string, StateTensor>();
  for (const [name, value] of state) {
    if (typeof name === 'string' && value instanceof TensorValue) tensors.set(name, value.tensor);
  }
  return tensors;
}

/** @param id ('storage', class, key, device, number of elements) */
function parseStorage(file: string, id: PickleValue): Storage {
  const [tag, type, key, , elements] = Array.isArray(id) ? id : [];
  const dtype = type instanceof PickleGlobal ? STORAGES[type.name]?.dtype : undefined;
  if (tag !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(elements)) {
    throw brokenFile(file, 'it refers to data in a form that torch.save does not write');
  }
  return { key, dtype, elements };
}

/** @param args (storage, offset, shape, strides, requires_grad, backward_hooks, …) */
function rebuildTensor(file: string, [holder, offset, shape, strides]: readonly PickleValue[]): StateTensor {
  if (!(holder instanceof StorageValue) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw brokenFile(file, 'it describes a tensor with an impossible size, stride or offset');
  }
  const { storage } = holder;
  const end = offset + spanOf({ shape, strides });
  if (shape.length !== strides.length || !Number.isSafeInteger(end) || end > storage.elements) {
    throw brokenFile(
      file,
      `a tensor of shape [${shape}] reaches element ${end} of data/${storage.key}, which has ${storage.elements}`,
    );
  }
  if (product(shape) > storage.elements) {
    throw brokenFile(
      file,
      `a tensor of shape [${shape}] repeats elements of data/${storage.key}, which has ${storage.elements}`,
    );
  }
  return { storage, offset, shape, strides };
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
