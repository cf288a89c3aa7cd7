import { Command } from 'commander';
import type { RemovedModel } from '../../../cliContract/modelsRemove.ts';
import { removePulled } from '../../../hub/models/removePulled.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { printResult } from '../../output/output.ts';
import { modelsFolderOption } from './modelsFolderOption.ts';

interface RemoveFlags {
  readonly modelsFolder: string;
  readonly json?: boolean;
}

/** `models remove`: a model or an unfinished download, by the name that `models list` shows. */
export function removeCommand(): Command {
  return new Command('remove')
    .description('Remove a model or an unfinished download.')
    .argument('<name>', 'as `models list` shows it')
    .addOption(modelsFolderOption())
    .option('--json', 'print one JSON object')
    .action(async (name: string, flags: RemoveFlags) => {
      const removed: RemovedModel = { name, bytes: await removePulled(flags.modelsFolder, name) };
      printResult(removed, flags, `${name} is removed; ${megabytes(removed.bytes)} MB are free again`);
    });
}
