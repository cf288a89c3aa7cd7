import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { placeOf } from '../../writing/completion/completionPlace.ts';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import { outcomeOf } from '../../writing/completion/ghostText.ts';
import { withProgress } from '../progress.ts';
import { activeCursorText } from './cursorText.ts';
import type { OutcomeLog } from './outcomeLog.ts';

/**
 * Shows ghost text at the cursor because a person asked for it, also where it is paused. `outcomes` hears why none came.
 * @throws EngineError; AbortError when cancelled
 */
export async function suggestContinuation(source: CompletionSource, outcomes: OutcomeLog): Promise<void> {
  const cursor = activeCursorText();
  if (!cursor) {
    tell(l10n.t('TeleChat continues Markdown and plain text: open such a document first.'));
    return;
  }
  if (!placeOf(cursor)) {
    outcomes.note({ type: 'noPlace' }, true);
    tell(l10n.t('Nothing to suggest here: not in code, links and tables, nor in the middle of a line.'));
    return;
  }
  const title = l10n.t('TeleChat: looking for a continuation…');
  const outcome = outcomeOf(await withProgress(title, (_report, signal) => source.ask(cursor, signal)));
  if (outcome.type === 'shown') {
    // The provider answers with what is known now, and notes it.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    return;
  }
  outcomes.note(outcome, true);
  tell(l10n.t('Nothing to suggest here.'));
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
