import * as vscode from 'vscode';
import { windowCli } from '../cli/windowCli.ts';
import { registerCommand } from '../command.ts';
import { askForModel } from './getModel.ts';
import { removeEntry, required, showEntryInFolder, useEntry, verifyEntry } from './modelActions.ts';
import type { ModelEntry } from './modelEntries.ts';
import { ModelPulls } from './modelPulls.ts';
import { ModelsView } from './modelsView.ts';

/** What the view of models takes of the extension, whose command line does all the work. */
export interface ModelsParts {
  readonly extensionUri: vscode.Uri;
  /** Of the person, whatever folder is open. */
  readonly globalMemory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers the view "Models" and its commands, and offers to go on with a model that was on its way. */
export function registerModels({ extensionUri, globalMemory: memory, log }: ModelsParts): vscode.Disposable {
  const program = windowCli(extensionUri, log);
  const running = new Set<string>();
  const view = new ModelsView(program, running);
  const pulls = new ModelPulls({ program, memory, log, onChange: () => view.refresh() }, running);
  const command = (name: string, run: (entry?: ModelEntry) => Promise<void> | void) =>
    registerCommand(`telechat.${name}`, log, run);
  void pulls.offerInterrupted();
  return vscode.Disposable.from(
    view,
    command('getModel', async () => {
      const request = await askForModel({ program, memory });
      if (request) await pulls.pull(request);
    }),
    command('continueModel', async (entry) => {
      const chosen = required(entry);
      if (chosen.kind === 'unfinished') await pulls.pull(chosen.pull);
    }),
    command('useModel', (entry) => useEntry(required(entry))),
    command('verifyModel', (entry) => verifyEntry(program, required(entry))),
    command('removeModel', async (entry) => {
      await removeEntry(program, required(entry));
      view.refresh();
    }),
    command('showModelInFolder', (entry) => showEntryInFolder(program, entry)),
    command('refreshModels', () => view.refresh()),
  );
}
