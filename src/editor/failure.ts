import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAbort, messageOf } from '../shared/errors.ts';

/** Tells a person once what went wrong and offers the log; a cancel is no failure. */
export async function showFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  if (isAbort(error)) return;
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const showLog = l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(messageOf(error), showLog)) === showLog) log.show();
}
