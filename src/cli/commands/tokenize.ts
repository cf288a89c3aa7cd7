import { Command } from 'commander';
import { loadTokenizer } from '../../telechat/tokenizer/load.ts';
import { readText } from '../options/dialogFile.ts';
import { tokenizerFolder } from '../options/tokenizerFolder.ts';
import { printResult } from '../output/output.ts';

interface TokenizeOptions {
  readonly model?: string;
  readonly textFile: string;
  readonly json?: boolean;
}

/** `tokenize`: text to token ids, special tokens in the text included, as the official tokenizer does it. */
export function tokenizeCommand(): Command {
  return new Command('tokenize')
    .description('Token ids of a text.')
    .option('--model <folder>', 'folder with a tokenizer (default: the demo model)')
    .requiredOption('--text-file <file>', 'UTF-8 text')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: TokenizeOptions): Promise<void> {
  const text = await readText(options.textFile);
  const tokenizer = await loadTokenizer(await tokenizerFolder(options.model));
  const ids = tokenizer.encode(text);
  printResult({ ids }, options, ids.join(','));
}
