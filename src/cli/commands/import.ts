import { Command, Option } from 'commander';
import { megabytes } from '../../shared/byteText.ts';
import { UsageError } from '../../shared/errors.ts';
import { WEIGHT_TYPES, type WeightType } from '../../shared/weightType.ts';
import { type ImportOptions, type ImportResult, importCheckpoint } from '../../telechat/import/importer.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { printResult } from '../output/output.ts';
import { printByteProgress } from '../output/printByteProgress.ts';
import { cancellable } from '../running/cancellable.ts';

interface ImportFlags {
  readonly out: string;
  readonly weights?: WeightType;
  readonly blockSize?: string;
  readonly ntkBaseSeqlen?: string;
  readonly lora?: string;
  readonly loraScale?: string;
  readonly name?: string;
  readonly license?: string;
  readonly json?: boolean;
}

/** `import`: an official checkpoint becomes a model folder. */
export function importCommand(): Command {
  return new Command('import')
    .description('Convert a TeleChat checkpoint into a model folder.')
    .argument(
      '<checkpoint>',
      'folder with config.json, the weights (safetensors, .bin or GPTQ) and the tokenizer',
    )
    .requiredOption('--out <folder>', 'model folder to make')
    .addOption(
      new Option(
        '--weights <type>',
        'how the weights are stored (default: as a GPTQ checkpoint has them; fp32 for a small model; else int8)',
      ).choices(WEIGHT_TYPES),
    )
    .option(
      '--block-size <elements>',
      'elements that share a scale (default: 32; 128 is smaller, faster and coarser; 256 is not for a GPU)',
    )
    .option(
      '--ntk-base-seqlen <tokens>',
      'NTK constant, where the config does not tell (7B: 4096, 12B: 8192)',
    )
    .option('--lora <adapter>', 'LoRA adapter to merge: a PEFT folder, or a file of TeleChat’s training code')
    .option('--lora-scale <factor>', 'lora_scaling / lora_dim, where the adapter does not tell')
    .option('--name <name>', 'name of the model (default: that of the folder)')
    .option('--license <text>', 'licence of the weights')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(checkpoint: string, flags: ImportFlags): Promise<void> {
  const options = importOptions(checkpoint, flags);
  const result = await cancellable(
    'the import',
    'start it again to go on from where it was, or remove the folder that ends in .partial',
    (signal) => importCheckpoint({ ...options, onProgress: printByteProgress(), signal }),
  );
  printResult(result, flags, summary(result));
}

function importOptions(checkpoint: string, flags: ImportFlags): ImportOptions {
  const { out, weights, blockSize, ntkBaseSeqlen, lora, name, license } = flags;
  return {
    checkpoint,
    out,
    ...(weights === undefined ? {} : { weights }),
    ...(lora === undefined ? {} : { lora: { adapter: lora, ...loraScale(flags) } }),
    ...(blockSize === undefined ? {} : { blockSize: parseWhole('--block-size', blockSize, 1) }),
    ...(ntkBaseSeqlen === undefined
      ? {}
      : { ntkBaseSeqlen: parseWhole('--ntk-base-seqlen', ntkBaseSeqlen, 1) }),
    ...(name === undefined ? {} : { name }),
    ...(license === undefined ? {} : { license }),
  };
}

function loraScale({ loraScale: text }: ImportFlags): { scale?: number } {
  if (text === undefined) return {};
  const scale = Number(text);
  if (text.trim() !== '' && Number.isFinite(scale)) return { scale };
  throw new UsageError('--lora-scale', `${JSON.stringify(text)} is no number`, 'give a number such as 2');
}

function summary({ model, seconds, bytes }: ImportResult): string {
  return `${model}: ${megabytes(bytes)} MB in ${seconds.toFixed(1)} s`;
}
