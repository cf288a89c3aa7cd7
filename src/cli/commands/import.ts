import { Command, Option } from 'commander';
import { isAbort, UserError } from '../../errors.ts';
import { type ImportOptions, type ImportResult, importCheckpoint } from '../../telechat/importer.ts';
import type { WeightType } from '../../telechat/modelFolder.ts';
import { importProgress } from '../importProgress.ts';
import { printResult } from '../output.ts';
import { parseWhole } from '../tokenIds.ts';

interface ImportFlags {
  readonly out: string;
  readonly weights: WeightType;
  readonly blockSize?: string;
  readonly ntkBaseSeqlen?: string;
  readonly name?: string;
  readonly license?: string;
  readonly json?: boolean;
}

/** `import`: an official checkpoint becomes a model folder. */
export function importCommand(): Command {
  return new Command('import')
    .description('Convert a TeleChat checkpoint into a model folder.')
    .argument('<checkpoint>', 'folder with config.json, model.safetensors and the tokenizer')
    .requiredOption('--out <folder>', 'model folder to make')
    .addOption(
      new Option('--weights <type>', 'how the weights are stored')
        .choices(['fp32', 'fp16', 'int8', 'int4'])
        .default('int8'),
    )
    .option('--block-size <elements>', 'elements that share a scale (default: 32; int4: 128 where it fits)')
    .option(
      '--ntk-base-seqlen <tokens>',
      'NTK constant, where the config does not tell (7B: 4096, 12B: 8192)',
    )
    .option('--name <name>', 'name of the model (default: that of the folder)')
    .option('--license <text>', 'licence of the weights')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(checkpoint: string, flags: ImportFlags): Promise<void> {
  const result = await cancellable((signal) =>
    importCheckpoint({ ...importOptions(checkpoint, flags), onProgress: importProgress(), signal }),
  );
  printResult(result, flags, summary(result));
}

function importOptions(checkpoint: string, flags: ImportFlags): ImportOptions {
  const { out, weights, blockSize, ntkBaseSeqlen, name, license } = flags;
  return {
    checkpoint,
    out,
    weights,
    ...(blockSize === undefined ? {} : { blockSize: parseWhole('--block-size', blockSize, 1) }),
    ...(ntkBaseSeqlen === undefined
      ? {}
      : { ntkBaseSeqlen: parseWhole('--ntk-base-seqlen', ntkBaseSeqlen, 1) }),
    ...(name === undefined ? {} : { name }),
    ...(license === undefined ? {} : { license }),
  };
}

/** Ctrl+C stops the import, which then removes what it has written. */
async function cancellable(work: (signal: AbortSignal) => Promise<ImportResult>): Promise<ImportResult> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
    throw new UserError(
      'the import',
      'it was cancelled',
      'start it again when you like; nothing is left of it',
    );
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

function summary({ model, seconds, bytes }: ImportResult): string {
  return `${model}: ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`;
}
