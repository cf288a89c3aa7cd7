import type { Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where a file or folder that is to be written goes. */
export interface WrittenPlace {
  /** The path with its links followed (what is no file may have none): to replace it leaves a link what it was. */
  readonly file: string;
  /** What is there now, whatever it is. */
  readonly existing: Stats | undefined;
}

/**
 * Looks at a path that is to be written, before the work for it.
 * @throws the system's error for one that cannot be: below a file, in a circle of links, out of reach
 */
export async function writtenPlace(file: string): Promise<WrittenPlace> {
  const existing = await stat(file).catch(ignoreAbsent);
  return { file: existing ? await realpath(file).catch(() => file) : await followLinks(file), existing };
}

/** A link may point to what is not there yet; links in a circle were refused by `stat`. */
async function followLinks(file: string): Promise<string> {
  const link = await readlink(file).catch(() => undefined);
  return link === undefined ? file : followLinks(path.resolve(await realpath(path.dirname(file)), link));
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
