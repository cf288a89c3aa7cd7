import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { gpuFolder } from '../../onnx/cuda/gpuSupport.ts';
import { UserError } from '../../shared/errors.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';

/** The folders that an installation makes: versions, unfinished ones, and downloads. */
const OURS = /^(\d+\.\d+\.\d+-[a-z0-9]+-[a-z0-9]+(\.partial)?|\.downloads)$/;

/**
 * Removes GPU support of every version, and what unfinished installations left.
 * @returns the bytes that this freed
 * @throws UserError when a program that uses it keeps it from being removed
 */
export async function removeGpu(): Promise<number> {
  const root = gpuFolder();
  const names = (await readdir(root).catch(() => [])).filter((name) => OURS.test(name));
  let freed = 0;
  for (const name of names) {
    const folder = path.join(root, name);
    const bytes = await folderBytes(folder);
    await rm(folder, { recursive: true, force: true }).catch((cause: Error) => {
      throw new UserError(folder, cause.message, 'close the programs that use it, then try again', { cause });
    });
    freed += bytes;
  }
  await rmdir(root).catch(() => undefined);
  return freed;
}
