import * as vscode from 'vscode';
import { settings } from '../settings.ts';
import { CliProgram } from './cliProgram.ts';

/** The extension's command line, to be run beside this window on the Node that the settings choose. */
export function windowCli(extensionUri: vscode.Uri, log: vscode.LogOutputChannel): CliProgram {
  const nodePath = settings.sidecarNode();
  return new CliProgram({
    cliPath: vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath,
    ...(nodePath ? { nodePath } : {}),
    log: (line) => log.info(line),
  });
}
