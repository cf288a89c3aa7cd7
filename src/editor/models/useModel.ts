import * as vscode from 'vscode';
import { settings } from '../settings.ts';

/**
 * Makes a model the one that computes, on this machine.
 * @param folder empty for the demo model
 */
export async function useModel(folder: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('telechat');
  // Where a folder has a choice of its own, that is the one that counts.
  const isOfWorkspace = configuration.inspect('model')?.workspaceValue !== undefined;
  const target = isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('model', folder || undefined, target);
  if (settings.engine() === 'remote') {
    await configuration.update('engine', undefined, vscode.ConfigurationTarget.Global);
  }
}
