import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { type ExportFormat, exportFormats } from '../../writing/export/document.ts';
import { exportDocument } from '../../writing/export/exportDocument.ts';
import { registerCommand } from '../command.ts';
import { askWhereToSave, nameOf } from '../document/exportTarget.ts';
import { askExportStyle } from '../forms/exportStyleForm.ts';
import { withProgress } from '../progress.ts';
import { settings } from '../settings.ts';
import { writeWhole } from '../storage/wholeFile.ts';

/** Registers "Export as Word…" and "Export as PowerPoint…", for the active editor or a file of the Explorer. */
export function registerExportCommands(log: vscode.LogOutputChannel): vscode.Disposable {
  const commands = exportFormats.map((format) =>
    registerCommand(`telechat.export.${format}`, log, (resource?: unknown) => run(format, resource)),
  );
  return vscode.Disposable.from(...commands);
}

async function run(format: ExportFormat, resource: unknown): Promise<void> {
  const document = await documentOf(resource);
  const look = format === 'docx' ? await askExportStyle(settings.exportStyle()) : {};
  if (!look) return;
  const target = await askWhereToSave(document, format);
  if (!target) return;
  const name = nameOf(document);
  const notes: string[] = [];
  const options = { ...look, ...folderOf(document), note: (text: string) => notes.push(text) };
  await withProgress(l10n.t('Exporting “{0}”', name), async (_report, signal) => {
    await writeWhole(target, await exportDocument(document.getText(), format, name, signal, options));
  });
  if (notes.length > 0) void vscode.window.showWarningMessage(notes.join('; '));
  await offerToOpen(target);
}

/** Where its pictures are looked for; a document that was never saved may name them by whole paths alone. */
function folderOf({ uri }: vscode.TextDocument): { readonly folder?: string } {
  return uri.scheme === 'file' ? { folder: path.dirname(uri.fsPath) } : {};
}

/** What is in the editor, saved or not. */
async function documentOf(resource: unknown): Promise<vscode.TextDocument> {
  if (resource instanceof vscode.Uri) return vscode.workspace.openTextDocument(resource);
  const active = vscode.window.activeTextEditor?.document;
  if (active) return active;
  throw new UserError(
    l10n.t('the export'),
    l10n.t('no document is open'),
    l10n.t('open a Markdown document and run the command again'),
  );
}

/** Other programs can open the file only where it lies on the person's own machine. */
async function offerToOpen(target: vscode.Uri): Promise<void> {
  const onThisMachine = target.scheme === 'file' && !vscode.env.remoteName;
  const local = onThisMachine && vscode.env.uiKind === vscode.UIKind.Desktop;
  const open = l10n.t('Open');
  const show = local ? l10n.t('Show in Folder') : l10n.t('Show in Explorer');
  const inWorkspace = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  const actions = local ? [open, show] : inWorkspace ? [show] : [];
  const message = l10n.t('Exported to {0}', vscode.workspace.asRelativePath(target));
  const chosen = await vscode.window.showInformationMessage(message, ...actions);
  if (chosen === open) await vscode.env.openExternal(target);
  if (chosen === show) {
    await vscode.commands.executeCommand(local ? 'revealFileInOS' : 'revealInExplorer', target);
  }
}
