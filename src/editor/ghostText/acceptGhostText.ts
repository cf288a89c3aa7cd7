import * as vscode from 'vscode';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import { nextWord } from '../../writing/completion/nextWord.ts';
import { activeCursorText } from './cursorText.ts';

const SHOW = 'editor.action.inlineSuggest.trigger';

/**
 * Accepts the next word of the ghost text and keeps the rest. VS Code's own command takes a run of Chinese characters for one
 * word; it is left to accept what is not ours.
 */
export async function acceptNextWord(source: CompletionSource): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const cursor = activeCursorText();
  const word = nextWord((cursor && source.known(cursor)?.text) ?? '');
  if (!editor || word === '') {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
    return;
  }
  const { document } = editor;
  const start = document.offsetAt(editor.selection.active);
  if (!(await editor.edit((edit) => edit.insert(editor.selection.active, word)))) return;
  const end = document.positionAt(start + word.length);
  editor.selection = new vscode.Selection(end, end);
  await vscode.commands.executeCommand(SHOW);
}

/** After ghost text was accepted: computes the next completion, and shows it if the person still waits where it begins. */
export async function prefetchNext(source: CompletionSource): Promise<void> {
  const cursor = activeCursorText();
  if (!cursor) return;
  await source.prefetch(cursor);
  const now = activeCursorText();
  if (now?.before === cursor.before && source.known(now)?.text) await vscode.commands.executeCommand(SHOW);
}
