import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Recommendation } from '../../cliContract/modelsRecommend.ts';
import type { Machine } from '../../releases/machine.ts';
import type { Assessment } from '../../releases/recommend.ts';
import { type ServerRelease, serverGpus, serverMemory } from '../../releases/serverReleases.ts';
import { byteText } from '../../shared/byteText.ts';

/** A release to choose. */
export interface ReleaseItem extends vscode.QuickPickItem {
  readonly assessment?: Assessment;
  readonly server?: ServerRelease;
  readonly other?: 'repository' | 'folder';
}

/** The releases as a person chooses one: the recommended first, then what fits, what does not and why, and what a server is for. */
export function releaseItems({ machine, releases, serverReleases }: Recommendation): ReleaseItem[] {
  const fits = ({ obstacles }: Assessment) => obstacles.length === 0;
  const items = (chosen: readonly Assessment[]) => chosen.map((release) => releaseItem(release, machine));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(l10n.t('Recommended')),
    ...items(releases.filter(({ recommended }) => recommended)),
    separator(l10n.t('Fits this machine')),
    ...items(releases.filter((release) => fits(release) && !release.recommended)),
    separator(l10n.t('Does not fit this machine')),
    ...items(releases.filter((release) => !fits(release))),
    separator(l10n.t('For a server, with vLLM')),
    ...serverReleases.map(serverItem),
    separator(l10n.t('Other models')),
    { label: `$(repo) ${l10n.t('Another repository…')}`, other: 'repository' },
    { label: `$(folder-opened) ${l10n.t('A checkpoint folder on this machine…')}`, other: 'folder' },
  ];
}

/** What this machine has, in a line. */
export function machineText({ memoryBytes, freeMemoryBytes, freeDiskBytes, gpu }: Machine): string {
  const memory = l10n.t('{0} of {1} memory free', byteText(freeMemoryBytes), byteText(memoryBytes));
  const disk = l10n.t('{0} of disk free', byteText(freeDiskBytes));
  return [memory, disk, gpuText(gpu)].join(' · ');
}

/** Why a release is not for this machine, with figures. */
export function obstacleText({ obstacles, memoryBytes, diskBytes }: Assessment, machine: Machine): string {
  const reasons = {
    memory: () =>
      l10n.t(
        'needs {0} of memory, and this machine has {1}',
        byteText(memoryBytes),
        byteText(machine.memoryBytes),
      ),
    disk: () =>
      l10n.t(
        'needs {0} of disk space, and {1} are free',
        byteText(diskBytes),
        byteText(machine.freeDiskBytes),
      ),
  };
  return obstacles.map((obstacle) => reasons[obstacle]()).join('; ');
}

/** What a server needs for a release. */
export function serverNeeds(server: ServerRelease): string {
  return l10n.t(
    '{0} of GPU memory, such as {1} GPUs of 80 GB',
    byteText(serverMemory(server)),
    serverGpus(server),
  );
}

function gpuText(gpu: Machine['gpu']): string {
  if (!gpu) return l10n.t('no NVIDIA GPU');
  if (gpu.unusable !== undefined) return l10n.t('{0} cannot be used: {1}', gpu.name, gpu.unusable);
  return l10n.t('{0} with {1}', gpu.name, byteText(gpu.memoryBytes));
}

function releaseItem(assessment: Assessment, machine: Machine): ReleaseItem {
  const { release, recommended, obstacles, isTight, memoryBytes, tokensPerSecond, provider } = assessment;
  const where = provider === 'cuda' ? l10n.t('GPU') : l10n.t('CPU');
  const speed = tokensPerSecond < 10 ? tokensPerSecond.toFixed(1) : tokensPerSecond.toFixed(0);
  const icon = recommended ? 'star-full' : obstacles.length > 0 ? 'warning' : 'package';
  const verdict =
    obstacles.length > 0
      ? obstacleText(assessment, machine)
      : l10n.t('about {0} tokens a second on the {1}, an estimate', speed, where);
  const tight = isTight ? ` · ${l10n.t('close other programs first: too little memory is free now')}` : '';
  return {
    label: `$(${icon}) ${release.name}`,
    description: l10n.t(
      'download {0} · disk {1} · memory {2}',
      byteText(release.downloadBytes),
      byteText(release.modelBytes),
      byteText(memoryBytes),
    ),
    detail: [...examText(release), verdict + tight].join(' · '),
    assessment,
  };
}

function serverItem(server: ServerRelease): ReleaseItem {
  const thinking = server.thinks ? [l10n.t('thinks before it answers')] : [];
  return {
    label: `$(server) ${server.name}`,
    description: [...examText(server), ...thinking].join(' · '),
    detail: serverNeeds(server),
    server,
  };
}

function examText({ cEval }: Pick<ServerRelease, 'cEval'>): string[] {
  return cEval === undefined ? [] : [`C-Eval ${cEval}`];
}
