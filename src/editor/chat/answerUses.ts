import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UsageError } from '../../shared/errors.ts';

/** What a person can do with an answer, beside reading it. */
export type AnswerUse = 'copy' | 'insert' | 'replace' | 'newDocument';

/** @throws UsageError when there is no editor, selection or editable document for it */
export async function useAnswer(as: AnswerUse, text: string): Promise<void> {
  if (as === 'copy') {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(l10n.t('The answer was copied.'), 3000);
  } else if (as === 'newDocument') {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
    await vscode.window.showTextDocument(document);
  } else {
    await putIntoEditor(text, as);
  }
}

/** One undo step, after which the keyboard goes to the editor. */
async function putIntoEditor(text: string, as: 'insert' | 'replace'): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UsageError(
      l10n.t('the answer'),
      l10n.t('there is no text editor to put it into'),
      l10n.t('open a document, or choose “New Document”'),
    );
  }
  const { selection, document, viewColumn } = editor;
  if (as === 'replace' && selection.isEmpty) {
    throw new UsageError(
      l10n.t('the answer'),
      l10n.t('nothing is selected in {0}', vscode.workspace.asRelativePath(document.uri)),
      l10n.t('select what it is to replace, or choose “Insert”'),
    );
  }
  const place = as === 'replace' ? selection : new vscode.Range(selection.active, selection.active);
  if (!(await editor.edit((builder) => builder.replace(place, text)))) {
    throw new UsageError(
      l10n.t('the answer'),
      l10n.t('{0} cannot be changed now', vscode.workspace.asRelativePath(document.uri)),
      l10n.t('try again, or choose “New Document”'),
    );
  }
  await vscode.window.showTextDocument(document, viewColumn);
}
