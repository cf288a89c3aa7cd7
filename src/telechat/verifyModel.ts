import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { ByteProgress } from '../checkpoint/byteProgress.ts';
import { UserError } from '../errors.ts';
import { type ModelManifest, readModelFolder } from './modelFolder.ts';

export interface VerifyOptions {
  readonly onProgress?: (progress: ByteProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads every file of a model folder and compares it with the hash that its manifest states.
 * @throws UserError naming the first file that is missing or damaged; the signal's reason when aborted
 */
export async function verifyModel(folder: string, options: VerifyOptions = {}): Promise<ModelManifest> {
  const manifest = await readModelFolder(folder);
  const files = Object.entries(manifest.files);
  const total = files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let done = 0;
  for (const [file, { sha256 }] of files) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path.join(folder, file), { signal: options.signal })) {
      hash.update(chunk as Buffer);
      done += (chunk as Buffer).length;
      options.onProgress?.({ bytes: done, totalBytes: total });
    }
    if (hash.digest('hex') === sha256) continue;
    throw new UserError(
      `${file} in the model ${folder}`,
      'its contents are not those that were imported',
      'import the checkpoint again, and check the disk if it happens again',
    );
  }
  return manifest;
}
