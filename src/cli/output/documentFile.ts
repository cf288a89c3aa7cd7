import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { type OutputTarget, outputTarget, refuseNewcomer } from './outputTarget.ts';
import { writeFailure } from './writeFailure.ts';

/** What an earlier attempt at a document has left. */
export interface Fragment {
  /** As a person gave it. */
  readonly path: string;
  readonly file: string;
  /** Absent where the file is gone. */
  readonly bytes?: Buffer;
  /** The text that the document begins with. */
  readonly text: string;
}

/** Where the record lies of a document that is not whole (documentRecord.ts). */
export function recordOf(file: string): string {
  return `${file}.draft.json`;
}

/**
 * A document being written beside its place, under a name that says so (`report.unfinished.md`); it takes its place when it
 * is whole. A fragment that is gone on with stays until then; one that a person changes meanwhile is left alone. The record
 * of what there is goes where it goes.
 */
export class DocumentFile {
  private constructor(
    private readonly target: OutputTarget,
    /** Where it is until it is whole. */
    readonly unfinished: string,
    private readonly handle: FileHandle,
    private readonly fragment: Fragment | undefined,
    private text = '',
  ) {}

  /** @throws UserError when nothing can be written there */
  static async create(target: OutputTarget, fragment?: Fragment): Promise<DocumentFile> {
    try {
      await makeFolder(path.dirname(target.file));
      const { handle, file } = await openUnfinished(target.file);
      if (target.mode !== undefined) await handle.chmod(target.mode);
      const document = new DocumentFile(target, file, handle, fragment);
      if (fragment) await document.write(fragment.text);
      return document;
    } catch (error) {
      throw error instanceof UserError ? error : writeFailure(target.path, error);
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
    const { fragment, target } = this;
    await refuseNewcomer(target);
    const isUntouched = fragment !== undefined && (await isAsRead(fragment));
    if (fragment?.file === target.file && !isUntouched) {
      const nextStep = 'take over what you want of both';
      throw new UserError(`the file ${target.path}`, 'it was changed while it was gone on with', nextStep);
    }
    try {
      await this.handle.close();
      await rename(this.unfinished, target.file);
    } catch (error) {
      throw writeFailure(target.path, error);
    }
    for (const file of [this.unfinished, target.file]) await rm(recordOf(file), { force: true });
    if (!isUntouched) return;
    await rm(recordOf(fragment.file), { force: true });
    if (fragment.bytes && fragment.file !== target.file) await rm(fragment.file, { force: true });
  }

  /**
   * Keeps what was written of a document that will not take its place: there all the same where that is free, or in the place
   * of the fragment that it began with, else where it is.
   * @returns where, or undefined where there was nothing to keep
   */
  async keep(): Promise<string | undefined> {
    await this.handle.close();
    if (!this.hasProse) {
      for (const file of [this.unfinished, recordOf(this.unfinished)]) await rm(file, { force: true });
      return undefined;
    }
    try {
      const kept = await this.freePlace();
      await rename(this.unfinished, kept.file);
      await rename(recordOf(this.unfinished), recordOf(kept.file)).catch(() => undefined);
      return kept.path;
    } catch {
      return this.unfinished;
    }
  }

  /** @throws UserError where there is none */
  private async freePlace(): Promise<{ readonly path: string; readonly file: string }> {
    const { fragment, target } = this;
    return fragment && (await isAsRead(fragment)) ? fragment : outputTarget(target.path, {});
  }
}

/** Whether a fragment is still what was read of it. */
async function isAsRead({ file, bytes }: Fragment): Promise<boolean> {
  const now = await readFile(file).catch(() => undefined);
  return bytes === undefined ? now === undefined : now?.equals(bytes) === true;
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
