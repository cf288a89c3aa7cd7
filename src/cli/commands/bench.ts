import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UsageError } from '../../shared/errors.ts';
import { cacheFolder } from '../../shared/files/cacheFolder.ts';
import type { Decoder } from '../../telechat/decoding/decoder.ts';
import type { KvCache } from '../../telechat/decoding/kvCache.ts';
import { isModelFolder, type ModelManifest, WEIGHTS_FILE } from '../../telechat/folder/modelFolder.ts';
import { randomModelShapes, writeRandomModel } from '../../telechat/import/randomModel.ts';
import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { quantBits } from '../../telechat/network/weightLayout.ts';
import { Sampler } from '../../telechat/sampling/sampling.ts';
import { openDecoder, providerOption } from '../options/providerOption.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { printProgress, printResult } from '../output/output.ts';

interface BenchOptions {
  readonly model?: string;
  readonly shape?: string;
  readonly layers?: string;
  readonly blockSize?: string;
  readonly provider: ProviderChoice;
  readonly prompt: string;
  readonly tokens: string;
  readonly chunk: string;
  readonly rounds: string;
  readonly threads?: string;
  readonly cudaGraph: boolean;
  readonly ownKernels: boolean;
  readonly json?: boolean;
}

/** `bench`: how fast a model computes here. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure prefill and decode speed, load time and memory.')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(new Option('--shape <shape>', 'random weights of a true size').choices(randomModelShapes()))
    .option('--layers <layers>', 'with --shape: fewer layers, where the disk or the time is short')
    .option('--block-size <elements>', 'with --shape: elements that share a scale')
    .addOption(providerOption())
    .option('--prompt <tokens>', 'tokens to prefill; several numbers with commas are measured in turn', '512')
    .option('--tokens <tokens>', 'tokens to decode after them', '64')
    .option('--chunk <tokens>', 'tokens prefilled at a time', '512')
    .option('--rounds <rounds>', 'measure so many times and give the medians', '3')
    .option('--threads <threads>', 'threads to compute with (default: one for each core)')
    .option('--no-cuda-graph', 'launch every kernel one by one')
    .option('--no-own-kernels', 'leave quantised weights to the kernels of ONNX Runtime')
    .option('--json', 'print one JSON object')
    .action(run);
}

interface Speed {
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  readonly firstTokenMs: number;
  /** Of choosing the next token from the logits, as part of a decode step. */
  readonly samplingMs: number;
}

async function run(options: BenchOptions): Promise<void> {
  const prompts = options.prompt.split(',').map((prompt) => parseWhole('--prompt', prompt, 1));
  const tokens = parseWhole('--tokens', options.tokens, 1);
  const chunk = parseWhole('--chunk', options.chunk, 1);
  const rounds = parseWhole('--rounds', options.rounds, 1);
  const folder = await benchModel(options);
  const started = performance.now();
  const decoder = await openDecoder(folder, options.provider, {
    cudaGraph: options.cudaGraph,
    ownKernels: options.ownKernels,
    ...(options.threads ? { threads: parseWhole('--threads', options.threads, 1) } : {}),
  });
  const loadSeconds = (performance.now() - started) / 1000;
  const cache = decoder.createCache(Math.max(...prompts) + tokens);
  // Warms up: kernels are compiled, pages are touched.
  await measure(decoder, cache, Math.min(...prompts), tokens, chunk);
  const measured = [];
  for (const prompt of prompts) {
    const speeds: Speed[] = [];
    for (let round = 0; round < rounds; round++) {
      speeds.push(await measure(decoder, cache, prompt, tokens, chunk));
    }
    measured.push({ prompt, ...medians(speeds) });
  }
  const weightBytes = (await stat(path.join(folder, WEIGHTS_FILE))).size;
  const result = {
    provider: decoder.provider,
    kernels: decoder.kernels,
    ...(measured.length > 1 ? { prompts: measured } : measured[0]),
    loadSeconds,
    weightBytes,
    readBytesPerToken: weightBytes - lookedUpBytes(decoder.manifest),
    cacheBytesPerToken: decoder.cacheBytes(1),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    folder,
  };
  printResult(result, options, JSON.stringify(result, undefined, 2));
}

/** Bytes of the embedding, of which a token reads one row, unless the head is the same tensor. */
function lookedUpBytes({ config, weights }: ModelManifest): number {
  const isHead = config.tieWordEmbeddings && quantBits(weights) === undefined;
  return isHead ? 0 : config.vocabSize * config.hiddenSize * (weights === 'fp32' ? 4 : 2);
}

async function benchModel({ model, shape, layers, blockSize }: BenchOptions): Promise<string> {
  if (shape === undefined) return resolveModel(model);
  if (model !== undefined) {
    throw new UsageError('the model', 'it is either --model or --shape', 'leave one out');
  }
  const name = [shape, layers, blockSize && `block${blockSize}`].filter(Boolean).join('-');
  const folder = path.join(cacheFolder(), 'bench', name);
  if (!(await isModelFolder(folder))) {
    printProgress(`writing random weights of ${name}`);
    await writeRandomModel(folder, shape, {
      layers: layers ? parseWhole('--layers', layers, 1) : undefined,
      blockSize: blockSize ? parseWhole('--block-size', blockSize, 1) : undefined,
    });
  }
  return folder;
}

async function measure(
  decoder: Decoder,
  cache: KvCache,
  prompt: number,
  tokens: number,
  chunk: number,
): Promise<Speed> {
  const { vocabSize } = decoder.manifest.config;
  const ids = Array.from({ length: prompt }, (_, index) => (index * 7919 + 11) % vocabSize);
  cache.truncate(0);
  const sampler = new Sampler({ greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 });
  const ropeLength = cache.capacity;
  const started = performance.now();
  let logits: Float32Array = new Float32Array();
  for (let done = 0; done < prompt; done += chunk) {
    logits = await decoder.forward(cache, ids.slice(done, done + chunk), { ropeLength });
  }
  let next = sampler.next(logits, ids);
  const first = performance.now();
  let sampling = 0;
  for (let decoded = 0; decoded < tokens; decoded++) {
    logits = await decoder.forward(cache, [next], { ropeLength });
    const computed = performance.now();
    next = sampler.next(logits, ids);
    sampling += performance.now() - computed;
  }
  return {
    prefillTokensPerSecond: prompt / ((first - started) / 1000),
    decodeTokensPerSecond: tokens / ((performance.now() - first) / 1000),
    firstTokenMs: first - started,
    samplingMs: sampling / tokens,
  };
}

function medians(speeds: readonly Speed[]): Speed {
  return {
    prefillTokensPerSecond: median(speeds.map((speed) => speed.prefillTokensPerSecond)),
    decodeTokensPerSecond: median(speeds.map((speed) => speed.decodeTokensPerSecond)),
    firstTokenMs: median(speeds.map((speed) => speed.firstTokenMs)),
    samplingMs: median(speeds.map((speed) => speed.samplingMs)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
