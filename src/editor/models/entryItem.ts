import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { UnfinishedPull } from '../../cliContract/modelsList.ts';
import { byteText } from '../../shared/byteText.ts';
import type { ModelEntry } from './modelEntries.ts';

/** How a line of the view looks, and what its context menu may offer. */
export function entryItem(entry: ModelEntry): vscode.TreeItem {
  const { label, description, icon, tooltip, context } = looks(entry);
  const item = new vscode.TreeItem(label);
  item.id = `${entry.kind} ${label}`;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = tooltip ?? `${label}\n${description}`;
  item.contextValue = context;
  item.accessibilityInformation = { label: `${label}, ${description}` };
  return item;
}

interface Looks {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly tooltip?: string;
  /** What `when` clauses of package.json ask for. */
  readonly context: string;
}

function looks(entry: ModelEntry): Looks {
  switch (entry.kind) {
    case 'demo':
      return {
        label: l10n.t('Demo model'),
        description: joined(entry.inUse && l10n.t('in use'), l10n.t('a toy that comes with the extension')),
        icon: entry.inUse ? 'check' : 'beaker',
        context: entry.inUse ? 'demoInUse' : 'demo',
      };
    case 'model':
      return modelLooks(entry);
    case 'elsewhere':
      return {
        label: entry.folder.split(/[/\\]/).at(-1) ?? entry.folder,
        description: joined(l10n.t('in use'), l10n.t('in another folder')),
        icon: 'check',
        tooltip: entry.folder,
        context: 'elsewhere',
      };
    case 'unfinished':
      return {
        label: entry.pull.name,
        description: unfinishedText(entry.pull, entry.running),
        icon: entry.running ? 'loading~spin' : 'debug-pause',
        tooltip: l10n.t('from {0}', entry.pull.from),
        context: entry.running ? 'running' : 'unfinished',
      };
    case 'checkpoint':
      return {
        label: entry.name,
        description: l10n.t('{0}, a checkpoint that is not converted', byteText(entry.bytes)),
        icon: 'archive',
        context: 'checkpoint',
      };
  }
}

function modelLooks({ model, inUse }: Extract<ModelEntry, { kind: 'model' }>): Looks {
  const { name, bytes, weights, source, folder, broken } = model;
  if (broken !== undefined) {
    const description = joined(inUse && l10n.t('in use'), l10n.t('broken: {0}', broken));
    return { label: name, description, icon: 'warning', context: 'broken' };
  }
  return {
    label: name,
    description: joined(inUse && l10n.t('in use'), byteText(bytes), weights),
    icon: inUse ? 'check' : 'package',
    tooltip: [name, l10n.t('from {0}', source), folder].join('\n'),
    context: inUse ? 'modelInUse' : 'model',
  };
}

function unfinishedText({ stage, bytes, totalBytes }: UnfinishedPull, running: boolean): string {
  if (stage === 'import') return running ? l10n.t('is being converted') : l10n.t('not converted yet');
  if (running) return l10n.t('is being downloaded');
  if (totalBytes === undefined) return l10n.t('partial download, {0}', byteText(bytes));
  return l10n.t('partial download, {0} of {1}', byteText(bytes), byteText(totalBytes));
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter(Boolean).join(' · ');
}
