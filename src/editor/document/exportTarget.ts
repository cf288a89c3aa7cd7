import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExportFormat } from '../../writing/export/document.ts';
import { exists } from './exists.ts';

/** Where the exported document goes, beside the document unless the person says otherwise; undefined when they cancel. */
export async function askWhereToSave(
  document: vscode.TextDocument,
  format: ExportFormat,
): Promise<vscode.Uri | undefined> {
  const folder = folderOf(document);
  const file = `${nameOf(document)}.${format}`;
  const chosen = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
    filters: { [format === 'docx' ? l10n.t('Word document') : l10n.t('PowerPoint presentation')]: [format] },
    title: l10n.t('Export'),
    saveLabel: l10n.t('Export'),
  });
  if (!chosen || chosen.path.toLowerCase().endsWith(`.${format}`)) return chosen;
  const completed = chosen.with({ path: `${chosen.path}.${format}` });
  return (await mayReplace(completed)) ? completed : undefined;
}

/** The document's name without its ending; one that was never saved is named after its title. */
export function nameOf(document: vscode.TextDocument): string {
  const file = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  if (!document.isUntitled) return file.replace(/\.[^.]+$/, '');
  const [, title = ''] = /^#\s+(.+)$/m.exec(document.getText()) ?? [];
  return title.replace(/[\\/:*?"<>|\p{Cc}]/gu, '').trim() || file;
}

function folderOf(document: vscode.TextDocument): vscode.Uri | undefined {
  if (!document.isUntitled) return vscode.Uri.joinPath(document.uri, '..');
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** The dialog asks before it replaces a file, but not about a name that was completed after it. */
async function mayReplace(target: vscode.Uri): Promise<boolean> {
  if (!(await exists(target))) return true;
  const replace = l10n.t('Replace');
  const question = l10n.t('{0} exists. Replace it?', vscode.workspace.asRelativePath(target));
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}
