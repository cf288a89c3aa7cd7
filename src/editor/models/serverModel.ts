import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type ServerRelease, serverCommand } from '../../releases/serverReleases.ts';
import { serverNeeds } from './recommendation.ts';

/** Says how a model that is too large for this machine is run on a server, and offers the first step of it. */
export async function tellServer(release: ServerRelease): Promise<void> {
  const copy = l10n.t('Copy Command');
  const open = l10n.t('Open Settings');
  const how = l10n.t(
    'Start it on the server with the command below, then set telechat.engine to remote and telechat.remote.url to its address. What you write is then sent there.',
  );
  const message = l10n.t('{0} is for a server: it needs {1}.', release.name, serverNeeds(release));
  const detail = `${how}\n\n${serverCommand(release)}`;
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, copy, open);
  if (chosen === copy) await vscode.env.clipboard.writeText(serverCommand(release));
  if (chosen === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'telechat.remote');
}
