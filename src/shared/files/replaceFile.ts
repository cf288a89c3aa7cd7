import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../isAlive.ts';
import { makeFolder } from './makeFolder.ts';

/** How a file is replaced. */
export interface ReplaceOptions {
  /**
   * Ending of the temporary name beside it; one that is the same each time leaves no litter, and must then be used by one
   * writer at a time.
   */
  readonly ending?: string;
  /** The permissions that it gets, whatever the umask; absent, what the umask allows. */
  readonly mode?: number | undefined;
  /** Permissions of the folders that are made for it. */
  readonly folderMode?: number;
}

/**
 * Replaces a file as a whole: a failure, a kill or a power cut at any moment leaves the old content or the new one.
 * @throws the file system's error; nothing temporary is left then
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  { ending = 'new', mode, folderMode }: ReplaceOptions = {},
): Promise<void> {
  const temporary = `${file}.${ending}`;
  await makeFolder(path.dirname(file), folderMode);
  try {
    await writeFlushed(temporary, content, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** An ending for what several processes write: one half of one and half of another has then no name. */
export const OF_THIS_PROCESS = `${process.pid}.new`;

/** Removes what processes that were killed have left under that ending. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = /\.(\d+)\.new$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(path.join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** For what a person has written and did not save where others may read it: its owner alone can. */
export const PRIVATE: ReplaceOptions = { mode: 0o600, folderMode: 0o700 };

async function writeFlushed(file: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const handle = await open(file, 'w', mode);
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
