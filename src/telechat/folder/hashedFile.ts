import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 2 ** 20;

/** Size and SHA-256 (hex) of a file. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file written from front to back, hashed as it goes. */
export class HashedFile {
  length = 0;
  private written: Promise<void> = Promise.resolve();
  private readonly hash = createHash('sha256');

  private constructor(private readonly handle: FileHandle) {}

  /** Goes on after the first `length` bytes of a file, which are read once for the hash. */
  static async resume(handle: FileHandle, length: number, signal?: AbortSignal): Promise<HashedFile> {
    const file = new HashedFile(handle);
    await handle.truncate(length);
    const buffer = new Uint8Array(READ_BYTES);
    while (file.length < length) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(
        buffer,
        0,
        Math.min(READ_BYTES, length - file.length),
        file.length,
      );
      file.hash.update(buffer.subarray(0, bytesRead));
      file.length += bytesRead;
    }
    return file;
  }

  /** Bytes go to the file in the order of the calls, whether or not a call has ended. */
  append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    const position = this.length;
    this.length += bytes.length;
    this.written = this.written.then(() => this.write(bytes, position));
    // The caller hears of a failure; a later call's failure is the same.
    this.written.catch(() => undefined);
    return this.written;
  }

  private async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  /** Fills up with zeros to the offset, which alignment asks for; they are hashed too. */
  async padTo(offset: number): Promise<void> {
    if (offset > this.length) await this.append(new Uint8Array(offset - this.length));
  }

  /** Forces the bytes to the disk: a model folder that has its final name must be whole even after a power cut. */
  async finish(): Promise<FileDigest> {
    await this.written;
    await this.handle.sync();
    return { bytes: this.length, sha256: this.hash.digest('hex') };
  }
}
