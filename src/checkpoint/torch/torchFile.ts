import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { messageOf, UserError } from '../../shared/errors.ts';
import { brokenFile } from '../tensor/brokenFile.ts';
import { BYTES_PER_ELEMENT, type ReadableType } from '../tensor/elementType.ts';
import { FileBytes } from '../tensor/fileBytes.ts';
import { FileTensors, type StoredTensor } from '../tensor/tensorReader.ts';
import type { TensorSource } from '../tensor/tensorSource.ts';
import { readState, type Storage, storageBytes } from './torchState.ts';

const PICKLE = 'data.pkl';

/** The pickle of a whole 12B checkpoint has 60 kB; what is much larger describes no tensors. */
const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/** A checkpoint has some hundred storages. */
const MAX_ENTRIES = 1_000_000;

/** torch's format from before 1.6 begins with a pickled magic number. */
const LEGACY_START = 0x80;

/**
 * Opens a file of torch.save: a zip with a pickle that describes tensors and their bytes as stored entries.
 * Nothing in the pickle is executed, and nothing is decompressed.
 * @throws UserError when it cannot be opened, is broken, or asks for more than tensors
 */
export async function openTorchFile(file: string): Promise<TensorSource> {
  const bytes = await FileBytes.open(file);
  try {
    await refuseLegacy(bytes);
    const zip = await openZip(file, bytes.name);
    try {
      return new FileTensors(bytes, await locateTensors(bytes, zip));
    } finally {
      zip.close();
    }
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function refuseLegacy(bytes: FileBytes): Promise<void> {
  if (bytes.size === 0) throw brokenFile(bytes.name, 'it is empty');
  const [first] = await bytes.read(0, 1);
  if (first !== LEGACY_START) return;
  const why = 'it is in the format of torch before version 1.6';
  throw new UserError(
    bytes.name,
    why,
    'take a newer release of the checkpoint, or save it again with a newer torch',
  );
}

async function openZip(file: string, name: string): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
  return yauzl.openPromise(file, options).catch((error: unknown) => {
    throw brokenFile(name, `it is no file of torch.save: ${messageOf(error)}`);
  });
}

async function locateTensors(bytes: FileBytes, zip: ZipFile): Promise<Map<string, StoredTensor>> {
  const entries = await listEntries(bytes.name, zip);
  const pickles = [...entries.keys()].filter((name) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  const [pickle, another] = pickles;
  if (pickle === undefined || another !== undefined) {
    throw brokenFile(bytes.name, `it has ${pickles.length} entries named ${PICKLE} instead of one`);
  }
  const root = pickle.slice(0, -PICKLE.length);
  const reader = new EntryReader(bytes, zip, entries);
  if ((await reader.text(`${root}byteorder`)) === 'big') {
    throw brokenFile(bytes.name, 'its numbers are big endian, which no official checkpoint is');
  }
  const places = new Map<string, number>();
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { storage, offset, shape, strides }] of readState(
    bytes.name,
    await reader.content(pickle),
  )) {
    const place = places.get(storage.key) ?? (await reader.storage(`${root}data/${storage.key}`, storage));
    places.set(storage.key, place);
    const elementBytes = BYTES_PER_ELEMENT[storage.dtype as ReadableType] ?? 0;
    tensors.set(name, { dtype: storage.dtype, shape, strides, position: place + offset * elementBytes });
  }
  return tensors;
}

async function listEntries(file: string, zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw brokenFile(file, `it says that it has ${zip.entryCount} entries`);
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  } catch (error) {
    throw brokenFile(file, `its table of contents is broken: ${messageOf(error)}`);
  }
  return entries;
}

class EntryReader {
  constructor(
    private readonly bytes: FileBytes,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @returns undefined where there is no such entry */
  async text(name: string): Promise<string | undefined> {
    return this.entries.has(name) ? new TextDecoder().decode(await this.content(name)) : undefined;
  }

  async content(name: string): Promise<Uint8Array> {
    const { size, start } = await this.locate(name);
    if (size > MAX_PICKLE_BYTES)
      throw brokenFile(this.bytes.name, `${name} has ${size} bytes, too many to describe tensors`);
    return this.bytes.read(start, size);
  }

  /** Byte position of a storage, once the entry is known to hold all of it. */
  async storage(name: string, storage: Storage): Promise<number> {
    const { size, start } = await this.locate(name);
    const needed = storageBytes(storage);
    if (size < needed) throw brokenFile(this.bytes.name, `${name} has ${size} bytes instead of ${needed}`);
    return start;
  }

  private async locate(name: string): Promise<{ start: number; size: number }> {
    const entry = this.entries.get(name);
    if (!entry) throw brokenFile(this.bytes.name, `it has no entry ${name}`);
    if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
      throw brokenFile(this.bytes.name, `${name} is compressed or encrypted, which torch.save never does`);
    }
    const size = entry.uncompressedSize;
    const { fileDataStart: start } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: unknown) => {
        throw brokenFile(this.bytes.name, `${name} is broken: ${messageOf(error)}`);
      });
    if (start + size > this.bytes.size) {
      throw brokenFile(
        this.bytes.name,
        `${name} should end at byte ${start + size} but the file has only ${this.bytes.size}`,
      );
    }
    return { start, size };
  }
}
