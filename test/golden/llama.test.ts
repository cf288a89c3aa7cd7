import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Decoder } from '../../src/telechat/decoding/decoder.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { demoModel } from '../support/program.ts';

/** llama/make.py: what transformers computes, for checkpoints of each kind and rotary embeddings of each variant. */
interface Golden {
  readonly prompts: readonly (readonly number[])[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly rope_parameters: object;
        readonly outcomes: readonly { readonly last_logits: number[]; readonly top1: number[] }[];
      }
    >
  >;
}

const TOLERANCE = 1e-4;
const FOLDER = path.join(import.meta.dirname, 'llama');

const golden = JSON.parse(readFileSync(path.join(FOLDER, 'golden.json'), 'utf8')) as Golden;

it.each(Object.entries(golden.cases))('%s gives the logits of transformers', async (name, expected) => {
  await inTemporaryFolder(async (folder) => {
    const out = path.join(folder, 'model');
    const checkpoint = writeVariant(folder, name.split(' ')[0] ?? '', expected.rope_parameters);
    await importCheckpoint({ checkpoint, out, weights: 'fp32' });
    const decoder = await Decoder.open(out);
    try {
      for (const [index, ids] of golden.prompts.entries()) {
        const cache = decoder.createCache(ids.length);
        const all = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
        cache.release();
        const { last_logits, top1 } = expected.outcomes[index] ?? { last_logits: [], top1: [] };
        const rows = top1.map((_, at) =>
          all.subarray(at * last_logits.length, (at + 1) * last_logits.length),
        );
        expect(rows.map((row) => row.indexOf(Math.max(...row)))).toEqual(top1);
        const worst = last_logits.map((logit, id) => Math.abs((rows.at(-1)?.[id] ?? Number.NaN) - logit));
        expect(Math.max(...worst)).toBeLessThan(TOLERANCE);
      }
    } finally {
      decoder.close();
    }
  });
});

/** A checkpoint with another rotary embedding, and a tokenizer of another model. */
function writeVariant(folder: string, name: string, rope: object): string {
  const checkpoint = path.join(folder, 'checkpoint');
  cpSync(path.join(FOLDER, name), checkpoint, { recursive: true });
  const file = path.join(checkpoint, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...config, rope_parameters: rope }));
  copyFileSync(path.join(demoModel, 'tokenizer.model'), path.join(checkpoint, 'tokenizer.model'));
  return checkpoint;
}
