import { Command } from 'commander';
import { UsageError } from '../../shared/errors.ts';
import { loadTokenizer } from '../../telechat/tokenizer/load.ts';
import { parseTokenIds } from '../options/tokenIds.ts';
import { tokenizerFolder } from '../options/tokenizerFolder.ts';
import { printResult } from '../output/output.ts';

interface DetokenizeOptions {
  readonly model?: string;
  readonly ids: string;
  readonly json?: boolean;
}

/** `detokenize`: token ids to text, special tokens shown, as the official tokenizer does it. */
export function detokenizeCommand(): Command {
  return new Command('detokenize')
    .description('Text of token ids.')
    .option('--model <folder>', 'folder with a tokenizer (default: the demo model)')
    .requiredOption('--ids <list>', 'token ids, separated by commas')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: DetokenizeOptions): Promise<void> {
  const ids = parseTokenIds(options.ids);
  const tokenizer = await loadTokenizer(await tokenizerFolder(options.model));
  const outside = ids.find((id) => id >= tokenizer.vocabSize);
  if (outside !== undefined) {
    const why = `${outside} is outside the vocabulary of ${tokenizer.vocabSize} tokens`;
    throw new UsageError('--ids', why, `give ids up to ${tokenizer.vocabSize - 1}`);
  }
  const text = tokenizer.decode(ids);
  printResult({ text }, options, text);
}
