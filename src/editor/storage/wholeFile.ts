import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import { writtenPlace } from '../../shared/files/writtenPlace.ts';

/**
 * Writes a file that a person asked for.
 * @throws UserError when it cannot be written; what was there before is then still there
 */
export async function writeWhole(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await replaceWhole(target, bytes);
  } catch (cause) {
    const what = l10n.t('the file {0}', vscode.workspace.asRelativePath(target));
    throw isDiskFull(cause)
      ? new UserError(what, l10n.t('the disk is full'), l10n.t('free some space, or choose another place'), {
          cause,
        })
      : new UserError(
          what,
          messageOf(cause),
          l10n.t('close the program that has it open, or choose another place'),
          { cause },
        );
  }
}

async function replaceWhole(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const ending = `${randomUUID()}.partial`;
  if (target.scheme === 'file') {
    const { file, existing } = await writtenPlace(target.fsPath);
    if (existing && !existing.isFile()) throw new Error(l10n.t('it is no file'));
    return replaceFile(file, bytes, { ending, mode: existing && existing.mode & 0o777 });
  }
  // VS Code's rename deletes what was there and moves the new file then; other file systems have nothing better.
  const temporary = target.with({ path: `${target.path}.${ending}` });
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    await vscode.workspace.fs.rename(temporary, target, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}
