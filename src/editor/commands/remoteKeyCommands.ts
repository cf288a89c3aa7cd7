import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseServerAddress } from '../../engine/remote/serverAddress.ts';
import { registerCommand } from '../command.ts';
import type { RemoteKey } from '../remoteKey.ts';
import { settings } from '../settings.ts';

/** Registers "Set Remote Key…" and "Clear Remote Key", for the server in the settings. */
export function registerRemoteKeyCommands(key: RemoteKey, log: vscode.LogOutputChannel): vscode.Disposable {
  const command = (name: string, run: (url: string, host: string) => Promise<void>) =>
    registerCommand(name, log, async () => {
      const url = settings.remoteUrl();
      await run(url, parseServerAddress(url, 'telechat.remote.url').host);
    });
  return vscode.Disposable.from(
    command('telechat.setRemoteKey', async (url, host) => {
      const typed = await askForKey(host);
      if (!typed) return;
      await key.set(url, typed);
      vscode.window.showInformationMessage(
        l10n.t('The key for {0} was saved in VS Code’s secret storage.', host),
      );
    }),
    command('telechat.clearRemoteKey', async (url, host) => {
      await key.clear(url);
      vscode.window.showInformationMessage(l10n.t('There is no key for {0} any more.', host));
    }),
  );
}

async function askForKey(host: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Key for {0}', host),
    prompt: l10n.t('It is kept in VS Code’s secret storage and sent to this server alone.'),
    password: true,
    ignoreFocusOut: true,
    // What else there is cannot stand in a header of HTTP.
    validateInput: (text) =>
      /^[\x21-\x7e]*$/.test(text.trim())
        ? undefined
        : l10n.t('A key has letters, digits and signs only, and no spaces.'),
  });
  return typed?.trim();
}
