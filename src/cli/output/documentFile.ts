import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { type OutputTarget, outputTarget, refuseNewcomer } from './outputTarget.ts';
import { writeFailure } from './writeFailure.ts';

/**
 * A document being written beside its place, under a name that says so (`report.unfinished.md`); it takes its place when it
 * is whole.
 */
export class DocumentFile {
  private text = '';

  private constructor(
    private readonly target: OutputTarget,
    /** Where it is until it is whole. */
    private readonly unfinished: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws UserError when nothing can be written there */
  static async create(target: OutputTarget): Promise<DocumentFile> {
    try {
      await makeFolder(path.dirname(target.file));
      const { handle, file } = await openUnfinished(target.file);
      if (target.mode !== undefined) await handle.chmod(target.mode);
      return new DocumentFile(target, file, handle);
    } catch (error) {
      throw writeFailure(target.path, error);
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
      throw writeFailure(this.target.path, error);
    }
    this.text += text;
  }

  /** Puts the whole document in its place. @throws UserError when it cannot; it then waits to be kept */
  async finish(): Promise<void> {
    await refuseNewcomer(this.target);
    try {
      await this.handle.close();
      await rename(this.unfinished, this.target.file);
    } catch (error) {
      throw writeFailure(this.target.path, error);
    }
  }

  /**
   * Keeps what was written of a document that will not take its place: there all the same where that is free, else where it is.
   * @returns where, or undefined where there was nothing to keep
   */
  async keep(): Promise<string | undefined> {
    await this.handle.close();
    if (!this.hasProse) {
      await rm(this.unfinished, { force: true });
      return undefined;
    }
    try {
      await outputTarget(this.target.path, {});
      await rename(this.unfinished, this.target.file);
      return this.target.path;
    } catch {
      return this.unfinished;
    }
  }
}

/** Opens the first free of `report.unfinished.md`, `report.unfinished-2.md`, … */
async function openUnfinished(target: string): Promise<{ handle: FileHandle; file: string }> {
  const { dir, name, ext } = path.parse(target);
  for (let number = 1; ; number++) {
    const file = path.join(dir, `${name}.unfinished${number === 1 ? '' : `-${number}`}${ext}`);
    try {
      return { handle: await open(file, 'wx'), file };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
