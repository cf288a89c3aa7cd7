import path from 'node:path';
import { Command } from 'commander';
import type { Recommendation } from '../../../cliContract/modelsRecommend.ts';
import { type Assessment, recommend } from '../../../releases/recommend.ts';
import {
  SERVER_RELEASES,
  type ServerRelease,
  serverCommand,
  serverGpus,
  serverMemory,
} from '../../../releases/serverReleases.ts';
import { gigabytes } from '../../../shared/byteText.ts';
import { lookAtMachine } from '../../machine/machine.ts';
import { printResult } from '../../output/output.ts';
import { modelsFolderOption } from './modelsFolderOption.ts';

interface RecommendFlags {
  readonly modelsFolder: string;
  readonly json?: boolean;
}

/** `models recommend`: the official releases, and which of them is right for this machine. */
export function recommendCommand(): Command {
  return new Command('recommend')
    .description('The official releases, and which of them is right for this machine.')
    .addOption(modelsFolderOption())
    .option('--json', 'print one JSON object')
    .action(async (flags: RecommendFlags) => {
      const machine = await lookAtMachine(flags.modelsFolder, path.join(import.meta.dirname, 'probe.js'));
      const releases = recommend(machine);
      const recommendation: Recommendation = { machine, releases, serverReleases: [...SERVER_RELEASES] };
      const lines = [...releases.map(releaseLine), SERVER_HEADING, ...SERVER_RELEASES.map(serverLine)];
      printResult(recommendation, flags, lines.join('\n'));
    });
}

const SERVER_HEADING =
  '\nFor a server, with vLLM; then set telechat.engine to remote, or give --remote <url>:';

function serverLine(release: ServerRelease): string {
  const memory = gigabytes(serverMemory(release));
  return [
    `${titled(release)}: ${memory} GB of GPU memory, such as ${serverGpus(release)} GPUs of 80 GB`,
    `  ${serverCommand(release)}`,
  ].join('\n');
}

/** The name, with how it did in the exam where that is known. */
function titled({ name, cEval }: { readonly name: string; readonly cEval?: number }): string {
  return cEval === undefined ? name : `${name} (C-Eval ${cEval})`;
}

function releaseLine({ release, recommended, obstacles, ...rest }: Assessment): string {
  const { memoryBytes, tokensPerSecond, provider } = rest;
  const { repositories, downloadBytes, modelBytes, weights } = release;
  const verdict = recommended
    ? 'recommended'
    : obstacles.length === 0
      ? 'fits'
      : `too little ${obstacles.join(' and ')}`;
  const how = weights === undefined ? '' : ` --weights ${weights}`;
  return [
    `${titled(release)}: ${verdict}`,
    `  models pull ${repositories.modelscope}${how}`,
    `  ${gigabytes(downloadBytes)} GB to download, ${gigabytes(modelBytes)} GB on the disk, ${gigabytes(memoryBytes)} GB of memory; about ${tokensPerSecond.toFixed(1)} tokens a second (${provider}, an estimate)`,
  ].join('\n');
}
