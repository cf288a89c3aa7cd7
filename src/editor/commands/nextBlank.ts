import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { findBlanks } from '../../writing/text/blanks.ts';
import { registerCommand } from '../command.ts';
import { NEXT_BLANK } from '../document/blanks.ts';

/** Registers "Go to the Next Blank": selects the next place at which a fact is to be filled in. */
export function registerNextBlank(log: vscode.LogOutputChannel): vscode.Disposable {
  return registerCommand(NEXT_BLANK, log, async () => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) throw noBlank(l10n.t('no editor is open'));
    const { document, selection } = editor;
    const blanks = findBlanks(document.getText());
    const from = document.offsetAt(selection.end);
    const blank = blanks.find(({ start }) => start >= from) ?? blanks[0];
    if (!blank) throw noBlank(l10n.t('it has none'));
    const range = new vscode.Range(document.positionAt(blank.start), document.positionAt(blank.end));
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  });
}

function noBlank(why: string): UserError {
  return new UserError(
    l10n.t('blanks in the document'),
    why,
    l10n.t('open a document that was written here'),
  );
}
