import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { placeOf } from '../../writing/completion/completionPlace.ts';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import { withProgress } from '../progress.ts';
import { activeCursorText } from './cursorText.ts';

/**
 * Shows ghost text at the cursor because a person asked for it, also where it is paused.
 * @throws EngineError; AbortError when cancelled
 */
export async function suggestContinuation(source: CompletionSource): Promise<void> {
  const cursor = activeCursorText();
  if (!cursor) {
    tell(l10n.t('TeleChat continues Markdown and plain text: open such a document first.'));
    return;
  }
  if (!placeOf(cursor)) {
    tell(l10n.t('Nothing to suggest here: not in code, links and tables, nor in the middle of a line.'));
    return;
  }
  const title = l10n.t('TeleChat: looking for a continuation…');
  const { text } = await withProgress(title, (_report, signal) => source.ask(cursor, signal));
  if (text === '') tell(l10n.t('Nothing to suggest here.'));
  else await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
