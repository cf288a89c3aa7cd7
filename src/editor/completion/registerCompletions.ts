import * as vscode from 'vscode';
import { CompletionSource } from '../../writing/completion/completionSource.ts';
import { registerCommand } from '../command.ts';
import type { EngineProvider } from '../engineProvider.ts';
import type { StatusItem } from '../status.ts';
import { acceptNextWord, prefetchNext } from './acceptCompletion.ts';
import { ACCEPTED_COMMAND, CompletionProvider } from './completionProvider.ts';
import { CompletionSwitch } from './completionSwitch.ts';
import { COMPLETED_DOCUMENTS } from './cursorText.ts';
import { EngineGate } from './engineGate.ts';
import { FirstRequest } from './firstRequest.ts';
import { showStatusMenu } from './statusMenu.ts';
import { suggestContinuation } from './suggestContinuation.ts';
import { TypingTracker } from './typingTracker.ts';

export interface CompletionHost {
  readonly engines: EngineProvider;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers ghost text, its commands and the status bar's menu. */
export function registerCompletions(
  { engines, memory, log }: CompletionHost,
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
  const toggle = new CompletionSwitch(memory);
  const gate = new EngineGate(engines);
  const first = new FirstRequest(
    tracker,
    (document) => toggle.isOnFor(document) && gate.isOpen(tracker.characters),
  );
  const provider = new CompletionProvider({ source, tracker, switch: toggle, gate, first, log });
  status.showCompletions(toggle.state);
  return vscode.Disposable.from(
    tracker,
    toggle,
    gate,
    first,
    { dispose: () => source.drop() },
    vscode.languages.registerInlineCompletionItemProvider(COMPLETED_DOCUMENTS, provider),
    toggle.onChange(() => status.showCompletions(toggle.state)),
    // What comes next may be another model.
    engines.onStateChange(({ state }) => state === 'stopped' && source.clear()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) source.follow(document.getText());
    }),
    registerCommand('telechat.suggest', log, () => suggestContinuation(source)),
    registerCommand('telechat.acceptNextWord', log, () => acceptNextWord(source)),
    registerCommand(ACCEPTED_COMMAND, log, () => prefetchNext(source)),
    registerCommand('telechat.statusMenu', log, () => showStatusMenu({ status, source, toggle })),
  );
}
