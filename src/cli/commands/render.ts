import { Command } from 'commander';
import { renderConversation } from '../../telechat/chat/chatFormat.ts';
import { loadChatTemplate } from '../../telechat/chat/chatTemplate.ts';
import { readGeneration } from '../../telechat/import/readGeneration.ts';
import { loadTokenizer } from '../../telechat/tokenizer/load.ts';
import { readDialog } from '../options/dialogFile.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { tokenizerFolder } from '../options/tokenizerFolder.ts';
import { printResult } from '../output/output.ts';

interface RenderOptions {
  readonly model?: string;
  readonly dialog: string;
  readonly maxLength?: string;
  readonly official?: boolean;
  readonly json?: boolean;
}

/** `render`: the prompt of a conversation. */
export function renderCommand(): Command {
  return new Command('render')
    .description('Token ids of the prompt that a conversation becomes.')
    .option(
      '--model <folder>',
      'folder with a tokenizer: a model folder or a checkpoint (default: the demo model)',
    )
    .requiredOption('--dialog <file>', 'conversation: a JSON list of {role, content}')
    .option('--max-length <tokens>', "most tokens of the prompt (default: the model's own limit)")
    .option('--official', "the original's behaviour to the letter")
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: RenderOptions): Promise<void> {
  const maxLength = options.maxLength ? { maxLength: parseWhole('--max-length', options.maxLength, 0) } : {};
  const conversation = await readDialog(options.dialog);
  const folder = await tokenizerFolder(options.model);
  const tokenizer = await loadTokenizer(folder);
  const generation = await readGeneration(folder, tokenizer.vocabSize);
  const official = options.official ?? false;
  const template = await loadChatTemplate(folder);
  const ids = renderConversation(conversation, tokenizer, generation, { ...maxLength, official, template });
  printResult({ ids }, options, ids.join(','));
}
