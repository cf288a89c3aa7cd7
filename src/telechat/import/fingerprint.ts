import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What changes when a folder is moved or one of its files replaced: its place, and each file's name, size and date. */
export async function fingerprint(target: string): Promise<string> {
  const place = await realpath(target);
  const names = (await stat(place)).isDirectory() ? (await readdir(place)).sort() : [''];
  const files = await Promise.all(
    names.map(async (name) => {
      const info = await stat(path.join(place, name)).catch(() => undefined);
      return `${name} ${info?.size} ${info?.mtimeMs}`;
    }),
  );
  return [place, ...files].join('\n');
}
