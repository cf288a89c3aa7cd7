import path from 'node:path';
import { PROVIDERS } from '../../onnx/provider.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { UserError } from '../../shared/errors.ts';
import { hashFile } from '../../shared/files/fileHash.ts';
import { type ModelManifest, readModelFolder } from './modelFolder.ts';
import { verifyGraph } from './verifyGraph.ts';

/** Progress and an end for the reading of all files. */
export interface VerifyOptions {
  readonly onProgress?: (progress: ByteProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads every file of a model folder and compares it with the hash that its manifest states, and its graphs with those that
 * the manifest makes.
 * @throws UserError naming the first file that is missing, damaged or not ours; the signal's reason when aborted
 */
export async function verifyModel(folder: string, options: VerifyOptions = {}): Promise<ModelManifest> {
  const manifest = await readModelFolder(folder);
  for (const provider of PROVIDERS) await verifyGraph(folder, manifest, provider);
  const files = Object.entries(manifest.files);
  const total = files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let done = 0;
  for (const [file] of files) {
    const read = (bytes: number) => {
      done += bytes;
      options.onProgress?.({ bytes: done, totalBytes: total });
    };
    await verifyFile(folder, manifest, file, read, options.signal);
  }
  return manifest;
}

/**
 * Reads one file of a model folder and compares it with the hash that the manifest states.
 * @param onRead told of the bytes of each piece
 * @throws UserError when it is damaged; the signal's reason when aborted
 */
export async function verifyFile(
  folder: string,
  manifest: ModelManifest,
  file: string,
  onRead?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const found = await hashFile(path.join(folder, file), 'sha256', { onRead, signal });
  if (found === manifest.files[file]?.sha256) return;
  throw new UserError(
    `${file} in the model ${folder}`,
    'its contents are not those that were imported',
    'import the checkpoint again, and check the disk if it happens again',
  );
}
