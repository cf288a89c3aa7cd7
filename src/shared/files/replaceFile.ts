import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file as a whole: a failure, a kill or a power cut at any moment leaves the old content or the new one.
 * @param ending of the temporary name beside it; one that is the same each time leaves no litter, and must then be used by one
 * writer at a time
 * @throws the file system's error; nothing temporary is left then
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  { ending = 'new', mode = 0o666 } = {},
): Promise<void> {
  const temporary = `${file}.${ending}`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, content, { mode, flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
