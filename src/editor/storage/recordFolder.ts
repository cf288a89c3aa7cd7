import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { messageOf, UserError } from '../../shared/errors.ts';
import { inTurn } from '../../shared/files/folderLock.ts';
import { OF_THIS_PROCESS, PRIVATE, removeLeftovers, replaceFile } from '../../shared/files/replaceFile.ts';
import { withoutByteOrderMark } from '../../shared/files/textBytes.ts';

const ENDING = '.json';

/**
 * JSON files in the extension's own storage, one a record, which the person alone can read. They are written by the extension
 * host itself: what goes through `workspace.fs` ends with the window, and its rename deletes the old file before the new one
 * has its name. Several windows may have one folder: a record that another has gone on with stays as that one left it, and
 * what this one writes of it is another record from then on.
 */
export class RecordFolder {
  /** Hashes of the files as this window has last read or written them. */
  private readonly known = new Map<string, string>();
  /** Ids under which this window keeps its own of what another has gone on with. */
  private readonly own = new Map<string, string>();

  /** @param folder on this machine; it need not exist yet */
  constructor(private readonly folder: string) {}

  /** Names of the records' files; none where the folder is not there yet. */
  async names(): Promise<string[]> {
    // Versions before left it to the umask.
    await chmod(this.folder, 0o700).catch(() => undefined);
    await removeLeftovers(this.folder);
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING));
  }

  /** Name of the record's file, as `names` has it. */
  nameOf(id: string): string {
    return `${this.own.get(id) ?? id}${ENDING}`;
  }

  /** @param name one of `names`. @throws UserError naming the file */
  async read(name: string): Promise<string> {
    const file = path.join(this.folder, name);
    try {
      const text = await readFile(file, 'utf8');
      this.known.set(name, hashOf(text));
      return withoutByteOrderMark(text);
    } catch (cause) {
      const nextStep = l10n.t('it was left as it is; the others are not affected');
      throw new UserError(l10n.t('the file {0}', file), messageOf(cause), nextStep, { cause });
    }
  }

  /**
   * One write of a record at a time.
   * @param print the record under the id that it gets
   * @throws the file system's error; the old record is then still there
   */
  async write(id: string, print: (id: string) => string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // Between the look and the write no other window must write.
    await inTurn(this.folder, l10n.t('the file {0}', path.join(this.folder, this.nameOf(id))), async () => {
      if (await this.isAnothers(this.nameOf(id))) this.own.set(id, randomUUID());
      const name = this.nameOf(id);
      const text = print(this.own.get(id) ?? id);
      await replaceFile(path.join(this.folder, name), text, { ...PRIVATE, ending: OF_THIS_PROCESS });
      this.known.set(name, hashOf(text));
    });
  }

  /** A record that is not there is left so. */
  async remove(id: string): Promise<void> {
    await rm(path.join(this.folder, this.nameOf(id)), { force: true }).catch(() => undefined);
  }

  private async isAnothers(name: string): Promise<boolean> {
    const text = await readFile(path.join(this.folder, name), 'utf8').catch(() => undefined);
    return text !== undefined && hashOf(text) !== this.known.get(name);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
