import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it that are not there. Node's own way never ends where a system says that a folder is not
 * there in one that is, as in /proc, and no signal then ends the process.
 * @param mode permissions of the folders that are made; absent, what the umask allows
 * @throws the system's error
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    await makeOne(folder, mode);
  } catch (error) {
    const parent = path.dirname(folder);
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || parent === folder)
      throw error;
    await makeFolder(parent, mode);
    await makeOne(folder, mode);
  }
}

async function makeOne(folder: string, mode?: number): Promise<void> {
  try {
    await mkdir(folder, mode);
  } catch (error) {
    const info = await stat(folder).catch(() => undefined);
    if (!info?.isDirectory()) throw error;
  }
}
