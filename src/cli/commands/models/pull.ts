import { Command, Option } from 'commander';
import type { PulledModel, PullStage } from '../../../cliContract/modelsPull.ts';
import { pullModel, pullSource } from '../../../hub/models/pullModel.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { WEIGHT_TYPES, type WeightType } from '../../../shared/weightType.ts';
import { printResult } from '../../output/output.ts';
import { type ProgressForm, printEvent, progressOption } from '../../output/progressOption.ts';
import { stageProgress } from '../../output/stageProgress.ts';
import { cancellable } from '../../running/cancellable.ts';
import { modelsFolderOption } from './modelsFolderOption.ts';

interface PullFlags {
  readonly source?: string;
  readonly weights?: WeightType;
  readonly name?: string;
  readonly keepCheckpoint?: boolean;
  readonly modelsFolder: string;
  readonly progress: ProgressForm;
  readonly json?: boolean;
}

/** `models pull`: a checkpoint is downloaded and becomes a model of the models folder. */
export function pullCommand(): Command {
  return new Command('pull')
    .description('Download a TeleChat checkpoint, or take one from a folder, and import it.')
    .argument('<repository>', '<owner>/<name> on the source, the address of its page, or a folder')
    .option(
      '--source <source>',
      'modelscope, huggingface or the address of a mirror of it (default: modelscope)',
    )
    .addOption(
      new Option(
        '--weights <type>',
        'how the weights are stored (default: as `import` would store them)',
      ).choices(WEIGHT_TYPES),
    )
    .option('--name <name>', 'name of the model (default: that of the repository, and the weights)')
    .option('--keep-checkpoint', 'keep the download after its import')
    .addOption(modelsFolderOption())
    .addOption(progressOption())
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(repository: string, flags: PullFlags): Promise<void> {
  const { source, weights, name, keepCheckpoint, modelsFolder, progress: form } = flags;
  const from = await pullSource(repository, source);
  if ('hub' in from) warnOfPlainHttp(form, from.hub.endpoint);
  const result = await cancellable('the pull', 'start it again to go on from where it was', (signal) =>
    pullModel(from, {
      models: modelsFolder,
      ...(weights ? { weights } : {}),
      ...(name === undefined ? {} : { name }),
      ...(keepCheckpoint ? { keepCheckpoint } : {}),
      signal,
      ...stageProgress(form, stageLine),
      onUnverified: (files) =>
        printEvent(
          form,
          { unverified: files.length },
          `warning: the source tells no hash of ${files.join(', ')}: unverified, but for the size`,
        ),
      onOffline: ({ why }) =>
        printEvent(form, { offline: why }, `the hub cannot be reached (${why}); trying what is there`),
    }),
  );
  printResult(result, flags, summary(result));
}

/** What goes over the network in plain can be changed on its way, hashes included. */
function warnOfPlainHttp(form: ProgressForm, endpoint: string): void {
  const { protocol, hostname, host } = new URL(endpoint);
  if (protocol !== 'http:' || /^(localhost|127\..*|\[::1\])$/.test(hostname)) return;
  const words = `warning: ${host} is asked over plain http: what comes may be anybody's; use https where there is one`;
  printEvent(form, { insecure: host }, words);
}

function stageLine(stage: PullStage, what: string): string {
  return stage === 'download' ? `downloading from ${what}` : `importing ${what}`;
}

function summary({ name, model, bytes, seconds, wasThere }: PulledModel): string {
  if (wasThere) return `${name} is there already: ${model}`;
  return `${name}: ${megabytes(bytes)} MB in ${seconds.toFixed(1)} s; use it with --model ${name}, or in VS Code with the setting telechat.model: ${model}`;
}
