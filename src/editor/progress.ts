import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../engine/engine.ts';
import { hearThinking } from '../engine/hearThinking.ts';
import { abortSignalOf } from '../shared/abort.ts';

/** Runs a task under a notification with a Cancel button, which aborts the task's signal. */
export function withProgress<T>(
  title: string,
  task: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    return task((message) => progress.report({ message }), abortSignalOf(token));
  });
}

/** An engine whose thinking a notification tells of: "thinking, 312 tokens". */
export function showThinking(engine: Engine, report: (message: string) => void): Engine {
  return hearThinking(engine, (tokens) => report(l10n.t('thinking, {0} tokens', tokens)));
}
