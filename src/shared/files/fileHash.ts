import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What a file's contents hash to. */
export interface FileHash {
  /** `git` is the id of a blob: SHA-1 of its length and its contents. */
  readonly kind: 'sha256' | 'sha512' | 'git';
  /** In lower case. */
  readonly hex: string;
}

/** Progress and an end before the end of the file. */
export interface HashOptions {
  /** Told of the bytes of each piece that was read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a file to its end.
 * @returns its hash in lower-case hex
 * @throws the system's error when it cannot be read; the signal's reason when aborted
 */
export async function hashFile(
  file: string,
  kind: FileHash['kind'],
  { onRead, signal }: HashOptions = {},
): Promise<string> {
  const hash = createHash(kind === 'git' ? 'sha1' : kind);
  if (kind === 'git') hash.update(`blob ${(await stat(file)).size}\0`);
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20, signal })) {
    const piece = chunk as Buffer;
    hash.update(piece);
    onRead?.(piece.length);
  }
  return hash.digest('hex');
}

/** Whether a file has a hash. @throws as `hashFile` does */
export async function hasHash(file: string, { kind, hex }: FileHash, signal?: AbortSignal): Promise<boolean> {
  return (await hashFile(file, kind, { signal })) === hex;
}
