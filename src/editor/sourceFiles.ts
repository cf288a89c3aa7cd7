import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { readSource } from '../sources/readSource.ts';
import type { Source } from '../writing/brief/sources.ts';
import { withProgress } from './progress.ts';
import { settings } from './settings.ts';

/**
 * Reads files that a person gives as material, wherever VS Code has them, under a notification that can cancel it.
 * @param extensionUri where the extension lies, for the reader's program in `dist`
 * @throws UsageError for a file that cannot be read; AbortError when the person cancels
 */
export function readSourceFiles(
  extensionUri: vscode.Uri,
  files: readonly vscode.Uri[],
): Thenable<readonly Source[]> {
  const reader = vscode.Uri.joinPath(extensionUri, 'dist', 'sourceReader.js').fsPath;
  return withProgress(l10n.t('Reading sources'), async (report, signal) => {
    const sources: Source[] = [];
    // One after the other: each takes a process with a heap of its own.
    for (const uri of files) {
      const name = uri.path.split('/').at(-1) ?? uri.path;
      report(name);
      const { size } = await vscode.workspace.fs.stat(uri);
      const read = async () => vscode.workspace.fs.readFile(uri);
      const options = { reader, nodePath: settings.sidecarNode(), signal };
      const { text } = await readSource({ name, size, read }, options);
      sources.push({ name, text });
    }
    return sources;
  });
}
