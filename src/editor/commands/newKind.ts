import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { KIND_FOLDER } from '../../writing/documents/kindFile.ts';
import { starterKindFile } from '../../writing/documents/starterKind.ts';
import { registerCommand } from '../command.ts';
import { exists } from '../document/exists.ts';

/** Registers "New Kind of Document…": asks for a name and opens a commented file to make the kind from. */
export function registerNewKind(log: vscode.LogOutputChannel): vscode.Disposable {
  return registerCommand('telechat.newKind', log, run);
}

async function run(): Promise<void> {
  const folder = await chooseFolder();
  const name = folder && (await askForName());
  if (!name) return;
  const uri = vscode.Uri.joinPath(folder.uri, KIND_FOLDER, `${fileName(name)}.md`);
  await createFile(uri, starterKindFile(name, vscode.env.language.startsWith('zh') ? 'zh' : 'en'));
  await vscode.window.showTextDocument(uri, { preview: false });
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [only, another] = vscode.workspace.workspaceFolders ?? [];
  if (another) return vscode.window.showWorkspaceFolderPick();
  if (only) return only;
  throw new UserError(
    l10n.t('a new kind of document'),
    l10n.t('it is kept in a folder, and none is open'),
    l10n.t('open a folder first'),
  );
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: l10n.t('New Kind of Document'),
    prompt: l10n.t('What is such a document called?'),
    placeHolder: l10n.t('For example: {0}', '会议纪要'),
    ignoreFocusOut: true,
    validateInput: (value) =>
      fileName(value) === '' ? l10n.t('Use at least one letter or digit.') : undefined,
  });
  return name?.trim();
}

/** Keeps what every file system and a kind's id allow. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
}

/** A file that is there already stays as it is. */
async function createFile(uri: vscode.Uri, text: string): Promise<void> {
  if (!(await exists(uri))) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
