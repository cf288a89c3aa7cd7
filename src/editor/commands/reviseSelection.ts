import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { REVISION_MODES, type RevisionMode } from '../../writing/revision/revisionMode.ts';
import { registerCommand } from '../command.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { showFailure } from '../failure.ts';
import { askForRevision } from '../forms/revisionForm.ts';
import { revisionCommand } from '../revision/revisionActions.ts';
import type { RevisionReview } from '../revision/revisionReview.ts';
import { RevisionRun } from '../revision/revisionRun.ts';
import { findTarget } from '../revision/revisionTarget.ts';

/** `revisions` shows the diff and takes the decision; `memory` has the last instruction in one's own words. */
export interface ReviseParts {
  readonly engines: EngineProvider;
  readonly revisions: RevisionReview;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers "Revise Selection…", and a command for each mode, which menus and code actions run. */
export function registerRevisionCommands(parts: ReviseParts): vscode.Disposable {
  let running = false;
  const runAlone = async (mode?: RevisionMode) => {
    if (running) return tellRunning(parts.revisions);
    running = true;
    try {
      await run(parts, mode);
    } finally {
      running = false;
    }
  };
  return vscode.Disposable.from(
    registerCommand('telechat.reviseSelection', parts.log, () => runAlone()),
    ...REVISION_MODES.map((mode) => registerCommand(revisionCommand(mode), parts.log, () => runAlone(mode))),
  );
}

async function tellRunning(revisions: RevisionReview): Promise<void> {
  const message = l10n.t('Another revision is under way; accept or reject it first.');
  if (!revisions.isOpen) return void vscode.window.showInformationMessage(message);
  const show = l10n.t('Show');
  if ((await vscode.window.showInformationMessage(message, show)) === show) await revisions.show();
}

async function run({ engines, revisions, memory, log }: ReviseParts, chosen?: RevisionMode): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(l10n.t('Open a text and select what is to be revised.'));
    return;
  }
  const task = await askForRevision(memory, chosen);
  if (!task) return;
  const target = findTarget(editor, task.mode);
  try {
    const report = (failure: unknown) => void showFailure(failure, log);
    await new RevisionRun(engines.get(), revisions, target, task, report).run();
  } finally {
    target.dispose();
  }
}
