import { Command } from 'commander';
import type { ModelList, StoredModel, UnfinishedPull } from '../../../cliContract/modelsList.ts';
import { listModels } from '../../../hub/models/listModels.ts';
import { listUnfinishedPulls } from '../../../hub/models/pullRecord.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { listDownloads } from '../../../telechat/folder/modelsFolder.ts';
import { printResult } from '../../output/output.ts';
import { modelsFolderOption } from './modelsFolderOption.ts';

interface ListFlags {
  readonly modelsFolder: string;
  readonly json?: boolean;
}

/** `models list`: the models that are there, pulls that are not finished, and downloads that were kept. */
export function listCommand(): Command {
  return new Command('list')
    .description('The models that are there, and downloads that are not finished.')
    .addOption(modelsFolderOption())
    .option('--json', 'print one JSON object')
    .action(async (flags: ListFlags) => {
      const folder = flags.modelsFolder;
      const models = await listModels(folder);
      const unfinished = await listUnfinishedPulls(folder);
      const theirs = new Set(unfinished.map(({ download }) => download));
      const downloads = (await listDownloads(folder)).filter(({ name }) => !theirs.has(name));
      const list: ModelList = { folder, models, unfinished, downloads };
      const lines = [
        ...models.map(modelLine),
        ...unfinished.map(pullLine),
        ...downloads.map(({ name, bytes }) => `${name}  ${megabytes(bytes)} MB downloaded`),
      ];
      if (lines.length === 0) lines.push('no model yet; get one with `telechat-writer models pull`');
      printResult(list, flags, [`${folder}:`, ...lines].join('\n'));
    });
}

function modelLine({ name, bytes, weights, source, broken }: StoredModel): string {
  if (broken !== undefined) return `${name}  broken: ${broken}`;
  return `${name}  ${megabytes(bytes)} MB  ${weights}  from ${source}`;
}

function pullLine({ name, from, stage, bytes, totalBytes }: UnfinishedPull): string {
  if (stage === 'import') return `${name}  not imported yet, from ${from}`;
  const total = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
  return `${name}  ${megabytes(bytes)}${total} MB downloaded, from ${from}`;
}
