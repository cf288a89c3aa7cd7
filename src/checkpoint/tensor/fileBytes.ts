import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../../shared/errors.ts';
import { brokenFile } from './brokenFile.ts';

/** Most bytes that one read call is asked for; Node refuses 2 GiB and more. */
const MAX_READ_BYTES = 2 ** 30;

/** A file that is read at any place; its errors name it. */
export class FileBytes {
  private constructor(
    readonly name: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  /** @throws UserError when it cannot be opened or is no file */
  static async open(file: string): Promise<FileBytes> {
    const handle = await open(file).catch((error: unknown) => {
      throw new UserError(file, messageOf(error), 'check that the file exists and may be read', {
        cause: error,
      });
    });
    const info = await handle.stat();
    if (info.isFile()) return new FileBytes(path.basename(file), info.size, handle);
    await handle.close();
    throw new UserError(file, 'it is no file', 'give the folder of a complete TeleChat checkpoint');
  }

  /**
   * @param spare memory to read into where it is large enough, for new memory costs more than reading
   * @throws UserError when the file ends before
   */
  async read(position: number, length: number, spare?: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
    if (position + length > this.size) {
      throw brokenFile(
        this.name,
        `bytes ${position} to ${position + length} were asked for and it has ${this.size}`,
      );
    }
    const bytes =
      spare && spare.byteLength >= length ? new Uint8Array(spare, 0, length) : new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const wanted = Math.min(length - done, MAX_READ_BYTES);
      const { bytesRead } = await this.handle.read(bytes, done, wanted, position + done);
      if (bytesRead === 0) {
        throw brokenFile(this.name, `it ended at byte ${position + done} while it was being read`);
      }
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
