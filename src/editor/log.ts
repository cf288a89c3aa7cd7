import * as vscode from 'vscode';

/** The one log channel, in English. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('TeleChat', { log: true });
}
