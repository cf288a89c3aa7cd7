import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { replaceFile } from '../../shared/files/replaceFile.ts';

/** Bytes, and milliseconds, after which what was written is put on the disk for good. */
const SAVE_BYTES = 16 * 2 ** 20;
const SAVE_MS = 2000;

/** Given back on a full disk, so that the journal has room. */
const JOURNAL_ROOM = 2 ** 16;

const JOURNAL_JSON = v.object({
  etag: v.nullable(v.string()),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/**
 * A file that is being downloaded: `<target>.part`, and beside it a journal of how much of it is safely on the disk and
 * which version of the remote file that is.
 */
export class PartFile {
  private saved: number;
  private savedAt = performance.now();

  private constructor(
    private readonly target: string,
    private readonly handle: FileHandle,
    /** Length so far. */
    public bytes: number,
    /** Of the remote file that the bytes are from, where the server told. */
    public etag: string | undefined,
  ) {
    this.saved = bytes;
  }

  /** Opens what an earlier attempt left, up to what its journal vouches for, or starts anew. */
  static async open(target: string): Promise<PartFile> {
    const journal = await readJournal(target);
    const handle = await open(partOf(target), journal ? 'r+' : 'w').catch(() => open(partOf(target), 'w'));
    try {
      const { size } = await handle.stat();
      const bytes = journal && size >= journal.bytes ? journal.bytes : 0;
      if (size > bytes) await handle.truncate(bytes);
      return new PartFile(target, handle, bytes, bytes > 0 ? (journal?.etag ?? undefined) : undefined);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Drops the bytes, to begin with those of another version. */
  async restart(etag?: string): Promise<void> {
    if (this.bytes > 0) await this.handle.truncate(0);
    this.bytes = 0;
    this.etag = etag;
    await this.save();
  }

  /** Adds bytes at the end. How many are there is recorded now and then, and at `close`. @throws the system's error */
  async append(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.handle.write(chunk, written, chunk.length - written, this.bytes);
      written += bytesWritten;
      this.bytes += bytesWritten;
    }
    const isDue = this.bytes - this.saved >= SAVE_BYTES || performance.now() - this.savedAt >= SAVE_MS;
    if (isDue) await this.save();
  }

  /** Closes it for another time. */
  async close(): Promise<void> {
    try {
      await this.save().catch(async () => {
        this.bytes = Math.max(0, this.bytes - JOURNAL_ROOM);
        await this.handle.truncate(this.bytes);
        await this.save();
      });
    } finally {
      await this.handle.close();
    }
  }

  private async save(): Promise<void> {
    await this.handle.datasync();
    const journal = JSON.stringify({ etag: this.etag ?? null, bytes: this.bytes });
    await replaceFile(journalOf(this.target), journal);
    this.saved = this.bytes;
    this.savedAt = performance.now();
  }
}

/** Where the bytes of a download are until it is whole. */
export function partOf(target: string): string {
  return `${target}.part`;
}

/** Gives a closed part file the name of its target. */
export async function finishPart(target: string): Promise<void> {
  await rename(partOf(target), target);
  await rm(journalOf(target), { force: true });
}

/** Removes a closed part file. */
export async function discardPart(target: string): Promise<void> {
  await rm(partOf(target), { force: true });
  await rm(journalOf(target), { force: true });
}

/** Bytes of a download that are safely there. */
export async function partBytes(target: string): Promise<number> {
  return (await readJournal(target))?.bytes ?? 0;
}

function journalOf(target: string): string {
  return `${target}.part.json`;
}

async function readJournal(target: string): Promise<v.InferOutput<typeof JOURNAL_JSON> | undefined> {
  const text = await readFile(journalOf(target), 'utf8').catch(() => '');
  try {
    return v.parse(JOURNAL_JSON, JSON.parse(text));
  } catch {
    return undefined;
  }
}
