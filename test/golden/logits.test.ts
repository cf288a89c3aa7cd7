import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../src/telechat/decoding/decoder.ts';
import { generate } from '../../src/telechat/decoding/generate.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { goldenPath, goldenVectors } from '../support/golden.ts';

interface Case {
  readonly name: string;
  readonly input_ids: number[];
  readonly last_logits: number[];
  readonly top5_per_position?: [number, number][][];
  readonly top5_at?: Record<string, [number, number][]>;
}

interface Golden {
  readonly ntk_base_seqlen: number;
  readonly training_seqlen: number;
  readonly cases: Case[];
  readonly decode_cached: CachedSteps;
  readonly decode_cached_fixed_rope_length: CachedSteps & {
    rope_length_N: number;
    prompt_last_logits: number[];
  };
  readonly decode_uncached_across_training_seqlen: { prompt_ids: number[]; steps: UncachedStep[] };
  readonly generate_default: {
    prompt_ids: number[];
    repetition_penalty: number;
    max_new_tokens: number;
    output_ids: number[];
  };
  readonly long_real_constant?: Case;
  readonly ntk_override?: { ntk_base_seqlen: number; cases: Case[] };
}

interface CachedSteps {
  readonly prompt_ids: number[];
  readonly steps: { input_token: number; logits: number[]; next_token: number }[];
}

interface UncachedStep {
  readonly length: number;
  readonly logits: number[];
  readonly next_token: number;
}

/** Float32 with tables rounded to float16, against `last_logits`. */
const TOLERANCE = 5e-3;
/** Chunked and cached against one pass. */
const CACHE_TOLERANCE = 1e-3;

const folder = mkdtempSync(path.join(tmpdir(), 'telechat-golden-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Golden file and checkpoint folder: every official layout. */
const CHECKPOINTS = [
  ['tiny-7b', 'tiny-7b/safetensors'],
  ['tiny-7b', 'tiny-7b/bin'],
  ['tiny-12b', 'tiny-12b/safetensors'],
  ['tiny-12b', 'tiny-12b/bin'],
  ['tiny-1b', 'tiny-1b/safetensors'],
  ['tiny-1b', 'tiny-1b/bin'],
  ['tiny-7b-int4', 'tiny-7b-int4'],
  ['tiny-12b-int8', 'tiny-12b-int8'],
] as const;

describe.each(CHECKPOINTS)('%s from %s against the official code', (name, checkpoint) => {
  let golden: Golden;
  let decoder: Decoder;

  beforeAll(async () => {
    golden = goldenVectors<Golden>(name);
    decoder = await open(checkpoint, golden.ntk_base_seqlen);
  });
  afterAll(() => decoder?.close());

  it('gives the logits and the top tokens of every case', async () => {
    let worst = 0;
    for (const each of golden.cases) worst = Math.max(worst, await checkCase(decoder, each));
    console.log(`${checkpoint}: largest difference of a logit ${worst.toExponential(1)}`);
  });

  it('gives them at lengths where the NTK scaling changes', async () => {
    for (const { ntk_base_seqlen, cases } of golden.ntk_override ? [golden.ntk_override] : []) {
      const scaled = await open(checkpoint, ntk_base_seqlen);
      for (const each of cases) await checkCase(scaled, each);
      scaled.close();
    }
    // The weights are the same in both layouts, and these lengths take a while.
    if (golden.long_real_constant && !checkpoint.endsWith('/bin'))
      await checkCase(decoder, golden.long_real_constant);
  });

  it.each([1, 7, 64])('fed %i tokens at a time gives what one pass gives', async (chunk) => {
    for (const { input_ids: ids } of golden.cases) {
      const whole = await forward(decoder, ids, ids.length);
      const chunked = await forward(decoder, ids, chunk);
      expect(largestDifference(chunked, whole)).toBeLessThan(CACHE_TOLERANCE);
    }
  });

  it('decodes through the cache as the official code does', async () => {
    const { decode_cached: cached, decode_cached_fixed_rope_length: fixed } = golden;
    await checkSteps(decoder, cached, golden.training_seqlen);
    if (!fixed) return;
    const prompt = await forward(decoder, fixed.prompt_ids, fixed.prompt_ids.length, fixed.rope_length_N);
    expect(largestDifference(prompt, fixed.prompt_last_logits)).toBeLessThan(TOLERANCE);
    await checkSteps(decoder, fixed, fixed.rope_length_N);
  });

  it('recomputed at every step gives the official long behaviour across the training length', async () => {
    const { prompt_ids, steps } = golden.decode_uncached_across_training_seqlen;
    const ids = [...prompt_ids];
    for (const step of steps) {
      expect(ids.length).toBe(step.length);
      const logits = await forward(decoder, ids, ids.length);
      expect(largestDifference(logits, step.logits)).toBeLessThan(TOLERANCE);
      expect(argmax(logits)).toBe(step.next_token);
      ids.push(step.next_token);
    }
  });

  it('generates the official answer with greedy decoding and repetition penalty', async () => {
    const { prompt_ids, repetition_penalty, max_new_tokens, output_ids } = golden.generate_default;
    const cache = decoder.createCache(prompt_ids.length + max_new_tokens);
    const tokens = generate(decoder, cache, prompt_ids, {
      sampling: { greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: repetition_penalty },
      maxTokens: max_new_tokens,
      stopIds: [2],
      ropeLength: golden.training_seqlen,
    });
    const ids: number[] = [];
    for await (const id of tokens) ids.push(id);
    expect(ids).toEqual(output_ids.filter((id) => id !== 2));
    cache.release();
  });
});

async function open(checkpoint: string, ntkBaseSeqlen: number): Promise<Decoder> {
  const out = path.join(folder, `${checkpoint.replace('/', '-')}-${ntkBaseSeqlen}`);
  await importCheckpoint({
    checkpoint: goldenPath('models', checkpoint),
    out,
    weights: 'fp32',
    ntkBaseSeqlen,
  });
  return Decoder.open(out);
}

/** Logits of the last position, the tokens fed `chunk` at a time. */
async function forward(decoder: Decoder, ids: readonly number[], chunk: number, ropeLength = ids.length) {
  const cache = decoder.createCache(ids.length);
  let logits: Float32Array = new Float32Array();
  for (let done = 0; done < ids.length; done += chunk) {
    logits = await decoder.forward(cache, ids.slice(done, done + chunk), { ropeLength });
  }
  cache.release();
  return logits;
}

async function checkCase(
  decoder: Decoder,
  { input_ids: ids, last_logits, top5_per_position, top5_at }: Case,
) {
  const cache = decoder.createCache(ids.length);
  const all = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
  cache.release();
  const vocab = last_logits.length;
  const worst = largestDifference(all.subarray(-vocab), last_logits);
  expect(worst).toBeLessThan(TOLERANCE);
  for (const [position, top5] of Object.entries(top5_per_position ?? top5_at ?? {})) {
    const logits = all.subarray(Number(position) * vocab, (Number(position) + 1) * vocab);
    expect(argmax(logits)).toBe(top5[0]?.[0]);
    for (const [id, logit] of top5)
      expect(Math.abs((logits[id] ?? Number.NaN) - logit)).toBeLessThan(TOLERANCE);
  }
  return worst;
}

async function checkSteps(decoder: Decoder, { prompt_ids, steps }: CachedSteps, ropeLength: number) {
  const cache = decoder.createCache(prompt_ids.length + steps.length);
  await decoder.forward(cache, prompt_ids, { ropeLength });
  for (const { input_token, logits: expected, next_token } of steps) {
    const logits = await decoder.forward(cache, [input_token], { ropeLength });
    expect(largestDifference(logits, expected)).toBeLessThan(TOLERANCE);
    expect(argmax(logits)).toBe(next_token);
  }
  cache.release();
}

function largestDifference(actual: Float32Array, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  // A NaN must not pass for a small difference.
  return actual.reduce((worst, value, index) => {
    const difference = Math.abs(value - (expected[index] ?? Number.NaN));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}

function argmax(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
