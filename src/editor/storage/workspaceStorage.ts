import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

const KEY_CHARACTERS = 32;

/**
 * The folder of the extension's own storage for what belongs to the open workspace; without one, to windows without one.
 * VS Code's `storageUri` is another folder while an earlier window's extension host, which may outlive its window for hours in
 * a remote one, still holds the first: a draft interrupted there would not be found.
 */
export function workspaceStorage(globalStorage: vscode.Uri): vscode.Uri {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  const place = (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString() ?? '';
  const key = createHash('sha256').update(place).digest('hex').slice(0, KEY_CHARACTERS);
  return vscode.Uri.joinPath(globalStorage, 'workspaces', key);
}
