// True weights in our engine against transformers, by weight type: best tokens and logits of 50 texts, 500 greedy tokens.
// Usage: CHECKPOINT=<folder> PYTHON=<python with transformers> npm run bench -- real-weights/compare
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { generate } from '../../../src/telechat/decoding/generate.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { root } from '../../support/root.ts';

const { CHECKPOINT = '', PYTHON = 'python3' } = process.env;
const WEIGHTS = (process.env.WEIGHTS ?? 'fp32,fp16,int8,int4').split(',') as (
  | 'fp32'
  | 'fp16'
  | 'int8'
  | 'int4'
)[];
const TEXTS_PER_LANGUAGE = 25;
const GREEDY_TOKENS = Number(process.env.TOKENS ?? 500);
const PROMPT = '请写一篇关于社区养老服务的工作报告，分四个部分。\n\n';

/** Best tokens whose lead is smaller are a matter of rounding. */
const LEAST_MARGIN = 1e-3;
/** Of float32 and float16. */
const LEAST_AGREEMENT = 0.999;

interface Reference {
  readonly ids: readonly number[][];
  readonly outcomes: readonly Outcome[];
}

interface Outcome {
  readonly top1: readonly number[];
  readonly margins: readonly number[];
  readonly last: readonly number[];
}

describe.skipIf(!CHECKPOINT)('True weights against transformers', () => {
  it('for each weight type', async () => {
    await inTemporaryFolder(async (folder) => {
      const tokenizer = await loadTokenizer(CHECKPOINT);
      const texts = [...chineseTexts(), ...englishTexts()];
      const sequences = texts.map((text) => tokenizer.encode(text));
      const prompt = tokenizer.encode(PROMPT);
      const models = new Map<string, string>();
      for (const weights of WEIGHTS) {
        const out = path.join(folder, weights);
        await importCheckpoint({ checkpoint: CHECKPOINT, out, weights });
        models.set(weights, out);
      }
      const answer = await greedyTokens(models.get(WEIGHTS[0] ?? '') ?? '', prompt);
      const reference = runReference(folder, texts, [...sequences, [...prompt, ...answer]]);
      expect(sequences).toEqual(reference.ids);
      checkGreedy(prompt.length, answer, reference.outcomes.at(-1));
      for (const [weights, model] of models) {
        const { agreement, largest } = await compare(model, sequences, reference.outcomes);
        console.log(
          `${weights}: best token ${(100 * agreement).toFixed(2)}%, largest difference ${largest.toExponential(1)}`,
        );
        if (weights.startsWith('fp')) expect(agreement).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
      }
    });
  });
});

function chineseTexts(): string[] {
  const texts = JSON.parse(readFileSync(path.join(import.meta.dirname, '../held-out.json'), 'utf8')) as {
    readonly prompt: string;
    readonly answer: string;
  }[];
  return texts.slice(-TEXTS_PER_LANGUAGE).map(({ prompt, answer }) => `${prompt}\n${answer}`);
}

function englishTexts(): string[] {
  const paragraphs = readFileSync(path.join(root, 'README.md'), 'utf8').split('\n\n');
  return paragraphs.filter(({ length }) => length > 200 && length < 800).slice(0, TEXTS_PER_LANGUAGE);
}

function runReference(folder: string, texts: readonly string[], sequences: readonly number[][]): Reference {
  const [asked, told] = [path.join(folder, 'asked.json'), path.join(folder, 'told.json')];
  writeFileSync(asked, JSON.stringify({ texts, sequences }));
  execFileSync(PYTHON, [path.join(import.meta.dirname, 'reference.py'), CHECKPOINT, asked, told]);
  return JSON.parse(readFileSync(told, 'utf8')) as Reference;
}

async function greedyTokens(model: string, prompt: readonly number[]): Promise<number[]> {
  const decoder = await Decoder.open(model);
  const length = prompt.length + GREEDY_TOKENS;
  const cache = decoder.createCache(length);
  const ids: number[] = [];
  const tokens = generate(decoder, cache, prompt, {
    sampling: { greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 },
    maxTokens: GREEDY_TOKENS,
    stopIds: [],
    ropeLength: length,
  });
  for await (const id of tokens) ids.push(id);
  cache.release();
  decoder.close();
  return ids;
}

/** Each token is the reference's best after those before it, or as good as. */
function checkGreedy(promptLength: number, answer: readonly number[], outcome: Outcome | undefined): void {
  const differing = answer.flatMap((id, at) => {
    const place = promptLength + at - 1;
    return outcome?.top1[place] === id ? [] : [outcome?.margins[place] ?? Number.POSITIVE_INFINITY];
  });
  console.log(`${answer.length} greedy tokens: ${differing.length} differ, of margins ${differing}`);
  expect(Math.max(0, ...differing)).toBeLessThan(LEAST_MARGIN);
}

async function compare(
  model: string,
  sequences: readonly number[][],
  outcomes: readonly Outcome[],
): Promise<{ agreement: number; largest: number }> {
  const decoder = await Decoder.open(model);
  let agreed = 0;
  let positions = 0;
  let largest = 0;
  for (const [index, ids] of sequences.entries()) {
    const { top1 = [], last = [] } = outcomes[index] ?? {};
    const cache = decoder.createCache(ids.length);
    const all = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
    cache.release();
    const rows = ids.map((_, at) => all.subarray(at * last.length, (at + 1) * last.length));
    agreed += rows.filter((row, at) => bestOf(row) === top1[at]).length;
    positions += ids.length;
    for (const [id, logit] of last.entries()) {
      largest = Math.max(largest, Math.abs((rows.at(-1)?.[id] ?? Number.NaN) - logit));
    }
  }
  decoder.close();
  return { agreement: agreed / positions, largest };
}

function bestOf(row: Float32Array): number {
  return row.reduce((best, value, id) => (value > (row[best] ?? 0) ? id : best), 0);
}
