import * as vscode from 'vscode';
import type { CursorText } from '../../writing/completion/completionPlace.ts';

/** Where TeleChat completes: documents that people write, not outputs, comments or diffs. */
export const COMPLETED_DOCUMENTS = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'].flatMap((scheme) =>
  ['markdown', 'plaintext'].map((language) => ({ scheme, language })),
);

/** The text on both sides of a position. */
export function cursorText(document: vscode.TextDocument, position: vscode.Position): CursorText {
  const text = document.getText();
  const offset = document.offsetAt(position);
  return {
    before: text.slice(0, offset),
    after: text.slice(offset),
    isMarkdown: document.languageId === 'markdown',
  };
}

/** The text at the cursor of the active editor, where it is one that TeleChat completes. */
export function activeCursorText(): CursorText | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || vscode.languages.match(COMPLETED_DOCUMENTS, editor.document) === 0) return undefined;
  return cursorText(editor.document, editor.selection.active);
}
