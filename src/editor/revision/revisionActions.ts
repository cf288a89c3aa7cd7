import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { REVISION_MODES, type RevisionMode } from '../../writing/revision/revisionMode.ts';
import { modeWords } from './revisionModes.ts';

const LANGUAGES = ['markdown', 'plaintext'];
const KIND = vscode.CodeActionKind.RefactorRewrite.append('telechat');

/** The command of a mode. */
export function revisionCommand(mode: RevisionMode): string {
  return `telechat.revise.${mode}`;
}

/** Offers the revisions as code actions on selected text. */
export class RevisionActions implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly registration = vscode.languages.registerCodeActionsProvider(LANGUAGES, this, {
    providedCodeActionKinds: [KIND],
  });

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (range.isEmpty || document.getText(range).trim() === '') return [];
    return REVISION_MODES.map((mode) => {
      const title = l10n.t('TeleChat: {0}', modeWords(mode).label);
      const action = new vscode.CodeAction(title, KIND.append(mode));
      action.command = { title, command: revisionCommand(mode) };
      return action;
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}
