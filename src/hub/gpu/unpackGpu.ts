import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { writeInventory } from '../../onnx/cuda/gpuInventory.ts';
import type { GpuSupport } from '../../onnx/cuda/gpuSupport.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { UserError } from '../../shared/errors.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';

/** Aborting leaves nothing of what was unpacked. */
export interface UnpackOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the archive that were read. */
  readonly onProgress?: (progress: ByteProgress) => void;
}

/**
 * Takes the provider's files, and nothing else, out of the package's archive, puts ONNX Runtime's library beside them, and
 * gives the folder its name when all is on the disk.
 * @param ortLibrary the bundled library
 * @throws UserError when the archive lacks a file or is another by now; the system's error; the signal's reason when aborted. Nothing is left then.
 */
export async function unpackGpu(
  archive: string,
  ortLibrary: string,
  support: GpuSupport,
  options: UnpackOptions,
): Promise<void> {
  const { folder, files, library } = support;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await makeFolder(partial);
  try {
    await extractFiles(archive, partial, support, options);
    await copyFile(ortLibrary, path.join(partial, library));
    for (const file of [...files, library]) await save(path.join(partial, file), support);
    await writeInventory(partial, support, options.signal);
    options.signal?.throwIfAborted();
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function extractFiles(
  archive: string,
  target: string,
  { files, package: { folder, integrity, name } }: GpuSupport,
  { signal, onProgress }: UnpackOptions,
): Promise<void> {
  const wanted = new Set(files.map((file) => `${folder}/${file}`));
  const { size: totalBytes } = await stat(archive);
  const source = createReadStream(archive, { highWaterMark: 2 ** 20, signal });
  const hash = createHash('sha512');
  source.on('data', (chunk) => {
    hash.update(chunk);
    onProgress?.({ bytes: source.bytesRead, totalBytes });
  });
  const unpack = extract({
    cwd: target,
    // Only what has exactly such a name, and is a file, is ever written.
    filter: (name, entry) => wanted.has(name) && 'type' in entry && entry.type === 'File',
    strip: folder.split('/').length,
    preserveOwner: false,
    noMtime: true,
    strict: true,
  });
  await pipeline(source, unpack as unknown as NodeJS.WritableStream);
  // Its hash was right a moment ago, but others may be able to write where it lies.
  if (`sha512-${hash.digest('base64')}` === integrity) return;
  throw new UserError(`the package ${name}`, 'it was changed while it was unpacked', 'start it again');
}

async function save(file: string, { package: { name } }: GpuSupport): Promise<void> {
  const handle = await open(file, 'r+').catch((cause: unknown) => {
    throw new UserError(`the package ${name}`, `it has no ${path.basename(file)}`, 'report this', { cause });
  });
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
