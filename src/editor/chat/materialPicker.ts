import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf, UsageError, UserError } from '../../shared/errors.ts';
import { isReadAsSource } from '../../sources/sourceFormat.ts';
import type { Material } from '../../writing/chat/material.ts';
import { readSourceFiles } from '../sourceFiles.ts';

interface Choice extends vscode.QuickPickItem {
  take(): Promise<readonly Material[]>;
}

/**
 * Asks what to attach: the selection, the open document, or files. Empty when the person leaves.
 * @param extensionUri where the extension lies
 */
export async function pickMaterials(extensionUri: vscode.Uri): Promise<readonly Material[]> {
  const pickFiles = () => pickedFiles(extensionUri);
  const editor = vscode.window.activeTextEditor;
  const choices: Choice[] = [];
  if (editor && !editor.selection.isEmpty) {
    choices.push(choiceOf(l10n.t('Selection'), selectedMaterial(editor)));
  }
  if (editor && editor.document.getText() !== '') {
    choices.push(choiceOf(l10n.t('Open Document'), documentMaterial(editor.document)));
  }
  choices.push({ label: l10n.t('Files…'), take: pickFiles });
  if (choices.length === 1) return pickFiles();
  const placeHolder = l10n.t('What is the question about?');
  const choice = await vscode.window.showQuickPick(choices, { placeHolder });
  return choice ? choice.take() : [];
}

/** The selection of the editor as material. @throws UsageError when nothing is selected */
export function selectionAsMaterial(): Material {
  const editor = vscode.window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) return selectedMaterial(editor);
  throw new UsageError(
    l10n.t('the material'),
    l10n.t('nothing is selected'),
    l10n.t('select the text that you want to ask about'),
  );
}

function choiceOf(label: string, material: Material): Choice {
  const count = [...material.text].length;
  const description = `${material.name} · ${l10n.t('{0} characters', count)}`;
  return { label, description, take: async () => [material] };
}

function selectedMaterial({ document, selection }: vscode.TextEditor): Material {
  const { start, end, isSingleLine } = selection;
  const lines = isSingleLine ? `${start.line + 1}` : `${start.line + 1}–${end.line + 1}`;
  return { name: `${nameOf(document.uri)}:${lines}`, text: document.getText(selection) };
}

function documentMaterial(document: vscode.TextDocument): Material {
  return { name: nameOf(document.uri), text: document.getText() };
}

async function pickedFiles(extensionUri: vscode.Uri): Promise<readonly Material[]> {
  const files = await vscode.window.showOpenDialog({ canSelectMany: true, openLabel: l10n.t('Attach') });
  const materials: Material[] = [];
  for (const file of files ?? []) materials.push(await fileMaterial(extensionUri, file));
  return materials;
}

/** A file as material: VS Code reads what is text, in whatever encoding it is. @throws UserError for what has no text */
export async function fileMaterial(extensionUri: vscode.Uri, uri: vscode.Uri): Promise<Material> {
  if (isReadAsSource(uri.path)) {
    const [source] = await readSourceFiles(extensionUri, [uri]);
    return { name: nameOf(uri), text: source?.text ?? '' };
  }
  try {
    return documentMaterial(await vscode.workspace.openTextDocument(uri));
  } catch (cause) {
    throw new UserError(
      l10n.t('the file {0}', vscode.workspace.asRelativePath(uri)),
      messageOf(cause),
      l10n.t('attach a text or Markdown file'),
      { cause },
    );
  }
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false);
}
