import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFailure } from './writeFailure.ts';

/** A file being written under a temporary name beside it; it takes its place only when it is kept. */
export class DocumentFile {
  private text = '';

  private constructor(
    readonly path: string,
    private readonly temporary: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws UserError when nothing can be written there */
  static async create(file: string): Promise<DocumentFile> {
    const temporary = `${file}.${randomBytes(4).toString('hex')}.partial`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      return new DocumentFile(file, temporary, await open(temporary, 'wx'));
    } catch (error) {
      throw writeFailure(file, error);
    }
  }

  /** True once more than headings has been written. */
  get hasProse(): boolean {
    return /^[^#\s]/m.test(this.text);
  }

  /** Everything that is in the file so far. */
  get written(): string {
    return this.text;
  }

  /** @throws UserError when it cannot be written; the file then ends where it ended before */
  async write(text: string): Promise<void> {
    try {
      await this.handle.writeFile(text);
    } catch (error) {
      await this.handle.truncate(Buffer.byteLength(this.text));
      throw writeFailure(this.path, error);
    }
    this.text += text;
  }

  /** Puts what was written in the file's place. */
  async keep(): Promise<void> {
    await this.handle.close();
    await rename(this.temporary, this.path);
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.temporary, { force: true });
  }
}
