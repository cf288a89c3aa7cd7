import * as vscode from 'vscode';

/** Runs a task under a notification with a Cancel button, which aborts the task's signal. */
export function withProgress<T>(
  title: string,
  task: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return task((message) => progress.report({ message }), controller.signal);
  });
}
