import * as vscode from 'vscode';
import { CompletionSource } from '../../writing/completion/completionSource.ts';
import { registerCommand } from '../command.ts';
import type { EngineProvider } from '../engineProvider.ts';
import type { StatusItem } from '../status.ts';
import { acceptNextWord, prefetchNext } from './acceptGhostText.ts';
import { COMPLETED_DOCUMENTS } from './cursorText.ts';
import { EngineGate } from './engineGate.ts';
import { FirstRequest } from './firstRequest.ts';
import { ACCEPTED_COMMAND, GhostTextProvider } from './ghostTextProvider.ts';
import { GhostTextSwitch } from './ghostTextSwitch.ts';
import { OutcomeLog } from './outcomeLog.ts';
import { showStatusMenu } from './statusMenu.ts';
import { suggestContinuation } from './suggestContinuation.ts';
import { TypingTracker } from './typingTracker.ts';

/** What ghost text takes of the extension; `memory` remembers a pause. */
export interface GhostTextHost {
  readonly engines: EngineProvider;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers ghost text, its commands and the status bar's menu. */
export function registerGhostText(
  { engines, memory, log }: GhostTextHost,
  status: StatusItem,
): vscode.Disposable {
  const tracker = new TypingTracker();
  const source = new CompletionSource({
    engine: () => engines.get(),
    onAsked: () => log.info('completion asked for'),
    onComputed: (milliseconds, length) => {
      tracker.pace.completed(milliseconds);
      log.info(`completion of ${length} characters in ${milliseconds} ms`);
    },
  });
  const toggle = new GhostTextSwitch(memory);
  const gate = new EngineGate(engines);
  const first = new FirstRequest(
    tracker,
    (document) => !toggle.offFor(document) && !gate.closedFor(tracker.characters),
  );
  const outcomes = new OutcomeLog(log);
  const provider = new GhostTextProvider({ source, tracker, switch: toggle, gate, first, outcomes });
  status.showGhostText(toggle.state);
  return vscode.Disposable.from(
    tracker,
    toggle,
    gate,
    first,
    { dispose: () => source.drop() },
    vscode.languages.registerInlineCompletionItemProvider(COMPLETED_DOCUMENTS, provider),
    toggle.onChange(() => status.showGhostText(toggle.state)),
    // What comes next may be another model.
    engines.onStateChange(({ state }) => state === 'stopped' && source.clear()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) source.follow(document.getText());
    }),
    registerCommand('telechat.suggest', log, () => suggestContinuation(source, outcomes)),
    registerCommand('telechat.acceptNextWord', log, () => acceptNextWord(source)),
    registerCommand(ACCEPTED_COMMAND, log, () => prefetchNext(source)),
    registerCommand('telechat.statusMenu', log, () => showStatusMenu({ status, source, toggle })),
  );
}
