import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** Makes `l10n.t` speak the editor's language on every floor of the house. */
export function configureLocalisation(): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
}
