import { Command } from 'commander';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { openDecoder, providerOption } from '../options/providerOption.ts';
import { parseTokenIds, parseWhole } from '../options/tokenIds.ts';
import { printResult } from '../output/output.ts';

interface LogitsOptions {
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly ids: string;
  readonly all?: boolean;
  readonly chunk?: string;
  readonly ropeLength?: string;
  readonly json?: boolean;
}

/** `logits`: what the network says after some tokens. */
export function logitsCommand(): Command {
  return new Command('logits')
    .description('Logits after the given token ids.')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .requiredOption('--ids <list>', 'token ids, separated by commas')
    .option('--all', 'logits of every position instead of the last')
    .option('--chunk <tokens>', 'feed so many tokens at a time through the KV cache')
    .option('--rope-length <tokens>', 'rotary length (default: the number of ids)')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: LogitsOptions): Promise<void> {
  const ids = parseTokenIds(options.ids);
  const chunk = options.chunk ? parseWhole('--chunk', options.chunk, 1) : ids.length;
  const ropeLength = options.ropeLength ? parseWhole('--rope-length', options.ropeLength, 1) : ids.length;
  const decoder = await openDecoder(await resolveModel(options.model), options.provider);
  const vocab = decoder.manifest.config.vocabSize;
  const cache = decoder.createCache(ids.length);
  const positions: number[][] = [];
  for (let done = 0; done < ids.length; done += chunk) {
    const allPositions = options.all ?? false;
    const logits = await decoder.forward(cache, ids.slice(done, done + chunk), { ropeLength, allPositions });
    for (let start = 0; start < logits.length; start += vocab) {
      positions.push([...logits.subarray(start, start + vocab)]);
    }
  }
  const result = options.all ? positions : (positions.at(-1) ?? []);
  printResult({ logits: result }, options, JSON.stringify(result));
}
