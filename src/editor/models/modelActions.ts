import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { MODEL_LIST } from '../../cliContract/modelsList.ts';
import { REMOVED_MODEL } from '../../cliContract/modelsRemove.ts';
import { VERIFIED_MODEL } from '../../cliContract/modelsVerify.ts';
import { byteText } from '../../shared/byteText.ts';
import { UsageError } from '../../shared/errors.ts';
import type { CliProgram } from '../cli/cliProgram.ts';
import { withProgress } from '../progress.ts';
import type { ModelEntry } from './modelEntries.ts';
import { useModel } from './useModel.ts';

/** Makes the entry's model the one that computes. */
export async function useEntry(entry: ModelEntry): Promise<void> {
  if (entry.kind === 'demo') await useModel('');
  else if (entry.kind === 'model') await useModel(entry.model.folder);
}

/** Compares every file of the model with its hash, and says so. */
export async function verifyEntry(program: CliProgram, entry: ModelEntry): Promise<void> {
  if (entry.kind !== 'model') return;
  const { name, folder } = entry.model;
  const { files, bytes } = await withProgress(l10n.t('Verifying {0}', name), (report, signal) =>
    program.run(VERIFIED_MODEL, ['models', 'verify', folder, '--progress', 'json'], {
      signal,
      onEvent: (event) => {
        if ('bytes' in event) report(`${byteText(event.bytes)} / ${byteText(event.totalBytes)}`);
      },
    }),
  );
  void vscode.window.showInformationMessage(
    l10n.t('{0}: {1} files, {2}, all as they were converted.', name, files, byteText(bytes)),
  );
}

/** Removes what the entry stands for from the disk, once the person has agreed; a model in use gives way to the demo model. */
export async function removeEntry(program: CliProgram, entry: ModelEntry): Promise<void> {
  const name = nameOf(entry);
  if (name === undefined) return;
  const remove = l10n.t('Remove');
  const inUse = entry.kind === 'model' && entry.inUse;
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Remove {0} from the disk?', name),
    {
      modal: true,
      detail: inUse
        ? l10n.t(
            'It is in use: the demo model takes its place. To have it again it must be downloaded again.',
          )
        : l10n.t('To have it again it must be downloaded again.'),
    },
    remove,
  );
  if (answer !== remove) return;
  if (inUse) await useModel('');
  const { bytes } = await program.run(REMOVED_MODEL, ['models', 'remove', name]);
  void vscode.window.showInformationMessage(
    l10n.t('{0} is removed; {1} are free again.', name, byteText(bytes)),
  );
}

/** Shows the entry's folder, or that of all models, in the system's file manager. */
export async function showEntryInFolder(program: CliProgram, entry?: ModelEntry): Promise<void> {
  const folder =
    entry?.kind === 'model'
      ? entry.model.folder
      : entry?.kind === 'elsewhere'
        ? entry.folder
        : (await program.run(MODEL_LIST, ['models', 'list'])).folder;
  // The workbench in a browser has no file manager.
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
    return;
  }
  const copy = l10n.t('Copy Path');
  if ((await vscode.window.showInformationMessage(folder, copy)) === copy) {
    await vscode.env.clipboard.writeText(folder);
  }
}

/** @throws UsageError when a command of the view is run without one of its lines */
export function required(entry: ModelEntry | undefined): ModelEntry {
  if (entry) return entry;
  throw new UsageError(
    l10n.t('the model'),
    l10n.t('none is chosen'),
    l10n.t('choose one in the view "Models"'),
  );
}

function nameOf(entry: ModelEntry): string | undefined {
  if (entry.kind === 'model') return entry.model.name;
  if (entry.kind === 'unfinished') return entry.pull.name;
  return entry.kind === 'checkpoint' ? entry.name : undefined;
}
