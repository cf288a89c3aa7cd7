import path from 'node:path';
import { Command } from 'commander';
import type { Recommendation } from '../../../cliContract/modelsRecommend.ts';
import { type Assessment, recommend } from '../../../releases/recommend.ts';
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
      const recommendation: Recommendation = { machine, releases: recommend(machine) };
      printResult(recommendation, flags, recommendation.releases.map(releaseLine).join('\n'));
    });
}

function releaseLine({ release, recommended, obstacles, ...rest }: Assessment): string {
  const { memoryBytes, tokensPerSecond, provider } = rest;
  const { name, repositories, downloadBytes, modelBytes, weights } = release;
  const verdict = recommended
    ? 'recommended'
    : obstacles.length === 0
      ? 'fits'
      : `too little ${obstacles.join(' and ')}`;
  const how = weights === undefined ? '' : ` --weights ${weights}`;
  return [
    `${name}: ${verdict}`,
    `  models pull ${repositories.modelscope}${how}`,
    `  ${gigabytes(downloadBytes)} GB to download, ${gigabytes(modelBytes)} GB on the disk, ${gigabytes(memoryBytes)} GB of memory; about ${tokensPerSecond.toFixed(1)} tokens a second (${provider}, an estimate)`,
  ].join('\n');
}
