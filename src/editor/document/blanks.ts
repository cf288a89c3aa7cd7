import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** The command that leads from blank to blank. */
export const NEXT_BLANK = 'telechat.nextBlank';

/** Says how many facts a person has to fill in, and offers to lead to each. */
export async function sayBlanks(count: number): Promise<void> {
  if (count === 0) return;
  const lead = l10n.t('Go to the First');
  const chosen = await vscode.window.showInformationMessage(
    l10n.t('{0} facts were not given and are left to be filled in (××).', count),
    lead,
  );
  if (chosen === lead) await vscode.commands.executeCommand(NEXT_BLANK);
}
