import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CompletionSource } from '../../writing/completion/completionSource.ts';
import type { StatusItem } from '../status.ts';
import type { GhostTextSwitch } from './ghostTextSwitch.ts';

/** What the menu tells of, the median latency of `source` among it, and what it switches. */
export interface StatusMenuParts {
  readonly status: StatusItem;
  readonly source: CompletionSource;
  readonly toggle: GhostTextSwitch;
}

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => Thenable<unknown> | Promise<void>;
}

/** The menu of the status bar item: how things are, and what can be done about them. */
export async function showStatusMenu(parts: StatusMenuParts): Promise<void> {
  const picked = await vscode.window.showQuickPick(menuItems(parts), { title: 'TeleChat' });
  await picked?.run?.();
}

function menuItems({ status, source, toggle }: StatusMenuParts): MenuItem[] {
  const command = (name: string, ...args: unknown[]) => vscode.commands.executeCommand(name, ...args);
  const pauses: MenuItem[] =
    toggle.state === 'on'
      ? [
          { label: `$(debug-pause) ${l10n.t('Pause ghost text')}`, run: () => toggle.pause() },
          ...[5, 30].map((minutes) => ({
            label: `$(bell-slash) ${l10n.t('Snooze ghost text for {0} minutes', minutes)}`,
            run: () => toggle.snooze(minutes),
          })),
        ]
      : [{ label: `$(play) ${l10n.t('Resume ghost text')}`, run: () => toggle.resume() }];
  return [
    {
      label: `$(info) ${status.describe()}`,
      description: latency(source),
      run: () => command('telechat.showLog'),
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...pauses,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(output) ${l10n.t('Show Log')}`, run: () => command('telechat.showLog') },
    {
      label: `$(settings-gear) ${l10n.t('Settings')}`,
      run: () => command('workbench.action.openSettings', 'telechat'),
    },
    { label: `$(cloud-download) ${l10n.t('Get a Model…')}`, run: () => command('telechat.getModel') },
    { label: `$(pulse) ${l10n.t('Diagnose')}`, run: () => command('telechat.doctor') },
    { label: `$(debug-restart) ${l10n.t('Restart the engine')}`, run: () => command('telechat.restart') },
  ];
}

function latency({ medianLatency }: CompletionSource): string {
  if (medianLatency === undefined) return '';
  return l10n.t('half of the completions within {0} ms', Math.round(medianLatency));
}
