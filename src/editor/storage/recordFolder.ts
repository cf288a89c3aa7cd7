import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../shared/errors.ts';
import { PRIVATE, replaceFile } from '../../shared/files/replaceFile.ts';
import { withoutByteOrderMark } from '../../shared/files/textBytes.ts';

const ENDING = '.json';

/**
 * JSON files in the extension's own storage, one a record, which the person alone can read. They are written by the extension host itself: what goes through
 * `workspace.fs` ends with the window, and its rename deletes the old file before the new one has its name.
 */
export class RecordFolder {
  private readonly folder: string;

  /** @param storage the extension's own folder on this machine; it need not exist yet */
  constructor(storage: vscode.Uri, name: string) {
    this.folder = vscode.Uri.joinPath(storage, name).fsPath;
  }

  /** Names of the records' files; none where the folder is not there yet. */
  async names(): Promise<string[]> {
    // Versions before left it to the umask.
    await chmod(this.folder, 0o700).catch(() => undefined);
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING));
  }

  /** Name of the record's file, as `names` has it. */
  nameOf(id: string): string {
    return `${id}${ENDING}`;
  }

  /** @param name one of `names`. @throws UserError naming the file */
  async read(name: string): Promise<string> {
    const file = path.join(this.folder, name);
    try {
      return withoutByteOrderMark(await readFile(file, 'utf8'));
    } catch (cause) {
      const nextStep = l10n.t('it was left as it is; the others are not affected');
      throw new UserError(l10n.t('the file {0}', file), messageOf(cause), nextStep, { cause });
    }
  }

  /** One write of a record at a time. @throws the file system's error; the old record is then still there */
  write(id: string, text: string): Promise<void> {
    return replaceFile(this.file(id), text, PRIVATE);
  }

  /** A record that is not there is left so. */
  async remove(id: string): Promise<void> {
    await rm(this.file(id), { force: true }).catch(() => undefined);
  }

  private file(id: string): string {
    return path.join(this.folder, this.nameOf(id));
  }
}
