import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What a hub says a file's contents hash to. */
export interface FileHash {
  /** `git` is the id of a blob: SHA-1 of its length and its contents. */
  readonly kind: 'sha256' | 'sha512' | 'git';
  /** In lower case. */
  readonly hex: string;
}

/**
 * Reads a file and compares it with a hash.
 * @throws the system's error when it cannot be read; the signal's reason when aborted
 */
export async function hasHash(file: string, { kind, hex }: FileHash, signal?: AbortSignal): Promise<boolean> {
  const hash = createHash(kind === 'git' ? 'sha1' : kind);
  if (kind === 'git') hash.update(`blob ${(await stat(file)).size}\0`);
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20, signal }))
    hash.update(chunk as Buffer);
  return hash.digest('hex') === hex;
}
