import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Bytes of the files in a folder and those below it; 0 where there is none. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const infos = await Promise.all(names.map((name) => stat(path.join(folder, name)).catch(() => undefined)));
  return infos.reduce((sum, info) => sum + (info?.isFile() ? info.size : 0), 0);
}
