import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../errors.ts';

/**
 * Writes a file under a temporary name beside it and renames it when whole: a failure leaves what was there before.
 * @throws UserError when it cannot be written
 */
export async function writeWhole(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const temporary = target.with({ path: `${target.path}.${Date.now().toString(36)}.partial` });
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    await vscode.workspace.fs.rename(temporary, target, { overwrite: true });
  } catch (cause) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
    throw new UserError(
      l10n.t('the file {0}', vscode.workspace.asRelativePath(target)),
      messageOf(cause),
      l10n.t('close the program that has it open, or choose another place'),
      { cause },
    );
  }
}
