import { Command } from 'commander';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { type SplitText, ThinkingSplitter } from '../../engine/thinkingSplitter.ts';
import { UsageError } from '../../shared/errors.ts';
import type { Sampling } from '../../shared/model/sampling.ts';
import { renderConversation } from '../../telechat/chat/chatFormat.ts';
import { loadChatTemplate } from '../../telechat/chat/chatTemplate.ts';
import { promptOpensThinking } from '../../telechat/chat/thinking.ts';
import { generate } from '../../telechat/decoding/generate.ts';
import type { ModelManifest } from '../../telechat/folder/modelFolder.ts';
import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { endTokenIds } from '../../telechat/network/generationConfig.ts';
import { loadTokenizer } from '../../telechat/tokenizer/load.ts';
import type { Tokenizer } from '../../telechat/tokenizer/tokenizer.ts';
import { readDialog, readText } from '../options/dialogFile.ts';
import { openDecoder, providerOption, speculationOption } from '../options/providerOption.ts';
import { remoteOption } from '../options/remoteOption.ts';
import { parseTokenIds, parseWhole } from '../options/tokenIds.ts';
import { AnswerOutput } from '../output/answerOutput.ts';
import { printResult } from '../output/output.ts';
import { interruptible } from '../running/cancellable.ts';
import { generateRemotely } from '../running/remoteGeneration.ts';

interface GenerateOptions {
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation: boolean;
  readonly remote?: string;
  readonly ids?: string;
  readonly promptFile?: string;
  readonly dialog?: string;
  readonly maxTokens: string;
  readonly ropeLength?: string;
  readonly greedy?: boolean;
  readonly temperature?: string;
  readonly topK?: string;
  readonly topP?: string;
  readonly repetitionPenalty?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** A raw text that is continued is no answer: whatever tags it has are its own. */
const RAW: Pick<ThinkingSplitter, 'push' | 'flush'> = {
  push: (text: string): SplitText => ({ thinking: '', text }),
  flush: (): SplitText => ({ thinking: '', text: '' }),
};

/** `generate`: continues tokens, a text or a conversation; the thinking before an answer goes to stderr. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Continue token ids, a raw text, or a conversation.')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .addOption(speculationOption())
    .addOption(remoteOption())
    .option('--ids <list>', 'token ids, separated by commas')
    .option('--prompt-file <file>', 'raw text to continue')
    .option('--dialog <file>', 'conversation: a JSON list of {role, content}')
    .option('--max-tokens <tokens>', 'most tokens to generate', '512')
    .option('--rope-length <tokens>', 'rotary length (default: prompt and max-tokens together)')
    .option('--greedy', 'always the most likely token')
    .option('--temperature <number>')
    .option('--top-k <number>')
    .option('--top-p <number>')
    .option('--repetition-penalty <number>')
    .option('--seed <number>', 'the same seed gives the same text')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(options: GenerateOptions): Promise<void> {
  const maxTokens = parseWhole('--max-tokens', options.maxTokens, 1);
  const { remote } = options;
  if (remote !== undefined) return runRemotely({ ...options, remote }, maxTokens);
  const folder = await resolveModel(options.model);
  const tokenizer = await loadTokenizer(folder);
  const decoder = await openDecoder(folder, options.provider);
  const { config, generation } = decoder.manifest;
  const prompt = await readPrompt(options, folder, tokenizer, decoder.manifest);
  const length = prompt.length + maxTokens;
  const ropeLength = options.ropeLength ? parseWhole('--rope-length', options.ropeLength, 1) : length;
  const started = performance.now();
  let prefilled = started;
  const ids: number[] = [];
  const text = tokenizer.stream();
  const splitter =
    options.dialog === undefined ? RAW : new ThinkingSplitter(promptOpensThinking(prompt, tokenizer));
  const output = new AnswerOutput(options.json);
  let firstTokenMs = 0;
  let stop: 'end' | 'length' | 'cancelled' = 'cancelled';
  await interruptible(async (signal) => {
    const tokens = generate(decoder, decoder.createCache(length), prompt, {
      sampling: sampling(options, decoder.manifest),
      maxTokens,
      stopIds: endTokenIds(generation),
      ropeLength: Math.max(ropeLength, config.trainingSeqlen),
      speculation: options.speculation,
      signal,
      onPrefill: (done, total) => {
        if (done === total) prefilled = performance.now();
      },
    });
    try {
      for (;;) {
        const next = await tokens.next();
        if (next.done) {
          stop = next.value;
          break;
        }
        firstTokenMs ||= performance.now() - started;
        ids.push(next.value);
        output.add(splitter.push(text.push(next.value)));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
  output.add(splitter.push(text.flush()));
  output.add(splitter.flush());
  const decodeSeconds = (performance.now() - prefilled) / 1000;
  const result = {
    ids,
    ...output.whole,
    stop,
    prefillTokensPerSecond: prompt.length / ((prefilled - started) / 1000),
    decodeTokensPerSecond: ids.length / decodeSeconds,
    firstTokenMs,
  };
  printResult(result, options, '');
}

/** @throws UsageError for what a server takes no notice of */
async function runRemotely(options: GenerateOptions & { remote: string }, maxTokens: number): Promise<void> {
  for (const [option, value] of [
    ['--ids', options.ids],
    ['--rope-length', options.ropeLength],
  ]) {
    if (value !== undefined)
      throw new UsageError(`${option}`, 'a server takes none', 'leave it or --remote out');
  }
  return generateRemotely({ ...options, maxTokens, sampling: givenSampling(options) });
}

async function readPrompt(
  options: GenerateOptions,
  folder: string,
  tokenizer: Tokenizer,
  { config, generation }: ModelManifest,
): Promise<number[]> {
  const { ids, promptFile, dialog } = options;
  if ([ids, promptFile, dialog].filter((source) => source !== undefined).length !== 1) {
    throw new UsageError(
      'the prompt',
      'it comes from exactly one place',
      'give --ids, --prompt-file or --dialog',
    );
  }
  if (ids !== undefined) return parseTokenIds(ids);
  if (promptFile !== undefined) {
    return [...tokenizer.start, ...tokenizer.encode(await readText(promptFile), { special: false })];
  }
  const conversation = await readDialog(dialog ?? '');
  return renderConversation(conversation, tokenizer, generation, {
    seqLength: config.seqLength,
    template: await loadChatTemplate(folder),
  });
}

function sampling(options: GenerateOptions, { generation }: ModelManifest): Sampling {
  const { temperature, topK, topP, repetitionPenalty } = generation;
  const sampled = [options.temperature, options.topK, options.topP, options.seed].some(
    (option) => option !== undefined,
  );
  const greedy = !(generation.doSample || sampled);
  return { greedy, temperature, topK, topP, repetitionPenalty, ...givenSampling(options) };
}

/** What the options say; the rest is the model's own. */
function givenSampling(options: GenerateOptions): Partial<Sampling> {
  const { greedy, temperature, topK, topP, repetitionPenalty, seed } = options;
  return {
    ...(greedy === undefined ? {} : { greedy }),
    ...(temperature === undefined ? {} : { temperature: number('--temperature', temperature) }),
    ...(topK === undefined ? {} : { topK: number('--top-k', topK) }),
    ...(topP === undefined ? {} : { topP: number('--top-p', topP) }),
    ...(repetitionPenalty === undefined
      ? {}
      : { repetitionPenalty: number('--repetition-penalty', repetitionPenalty) }),
    ...(seed === undefined ? {} : { seed: parseWhole('--seed', seed, 0) }),
  };
}

function number(option: string, value: string): number {
  const parsed = Number(value);
  if (Number.isNaN(parsed)) throw new UsageError(option, `"${value}" is no number`, 'change it');
  return parsed;
}
