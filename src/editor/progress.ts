import * as vscode from 'vscode';
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
