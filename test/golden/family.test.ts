import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Decoder } from '../../src/telechat/decoding/decoder.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { goldenPath } from '../support/golden.ts';
import { type FamilyCheckpoint, writeFamilyCheckpoint } from './family/writeFamilyCheckpoint.ts';

interface Vectors {
  /** Token ids. */
  readonly prompts: Readonly<Record<string, readonly number[]>>;
  readonly cases: Readonly<Record<FamilyCheckpoint, { readonly prompts: Readonly<Record<string, Outcome>> }>>;
}

interface Outcome {
  readonly last_logits: readonly number[];
  /** The best token at each position. */
  readonly top1: readonly number[];
}

/** 1.8e-4 was seen at t2-ntk, whose tables are rounded to half. */
const TOLERANCE = 5e-4;

const golden = JSON.parse(readFileSync(goldenPath('family', 'golden.json'), 'utf8')) as Vectors;

it.each(Object.keys(golden.cases) as FamilyCheckpoint[])(
  '%s gives the logits of the reference at every length',
  async (name) => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      const out = path.join(folder, 'model');
      await writeFamilyCheckpoint(checkpoint, name);
      await importCheckpoint({ checkpoint, out, weights: 'fp32' });
      const decoder = await Decoder.open(out);
      try {
        for (const [prompt, { last_logits, top1 }] of Object.entries(golden.cases[name].prompts)) {
          const rows = await logitsOf(decoder, golden.prompts[prompt] ?? []);
          expect(rows.map((row) => row.indexOf(Math.max(...row)))).toEqual(top1);
          expect(largestDifference(rows.at(-1) ?? [], last_logits)).toBeLessThan(TOLERANCE);
        }
      } finally {
        decoder.close();
      }
    });
  },
);

async function logitsOf(decoder: Decoder, ids: readonly number[]): Promise<number[][]> {
  const cache = decoder.createCache(ids.length);
  const all = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
  cache.release();
  const vocabulary = all.length / ids.length;
  return ids.map((_, i) => Array.from(all.subarray(i * vocabulary, (i + 1) * vocabulary)));
}

function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
}
