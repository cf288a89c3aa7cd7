import * as vscode from 'vscode';
import { showFailure } from './failure.ts';

/**
 * Registers a command of the extension. What it throws is shown to the person, once, and logged.
 * @param id as in package.json, for example `telechat.doctor`
 * @param run is given what the command is called with
 */
export function registerCommand<Arguments extends unknown[]>(
  id: string,
  log: vscode.LogOutputChannel,
  run: (...args: Arguments) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: Arguments) => {
    try {
      await run(...args);
    } catch (error) {
      await showFailure(error, log);
    }
  });
}
