// What quantisation costs: perplexity of held-out text of the demo corpus.
// Usage: CHECKPOINT=<folder with model.safetensors> npm run bench -- perplexity
import { readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../src/checkpoint/safetensors/safetensors.ts';
import { renderConversation } from '../../src/telechat/chat/chatFormat.ts';
import { Decoder } from '../../src/telechat/decoding/decoder.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { loadTokenizer } from '../../src/telechat/tokenizer/load.ts';
import { type FixtureTensor, inTemporaryFolder, writeSafetensors } from '../support/checkpoint.ts';

/** A folder with model.safetensors. */
const CHECKPOINT = process.env.CHECKPOINT ?? '';
const BLOCK = 32;
const LINEAR = /(query|key_value|dense|gate_proj|up_proj|down_proj|word_embeddings|lm_head)\.weight$/;

interface Exchange {
  readonly prompt: string;
  readonly answer: string;
}

const texts = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'held-out.json'), 'utf8'),
) as readonly Exchange[];

describe.skipIf(!CHECKPOINT)('Perplexity of held-out demo text', () => {
  it('for each weight type', async () => {
    await inTemporaryFolder(async (folder) => {
      const rounded = path.join(folder, 'rounded');
      await roundCheckpoint(rounded);
      const variants = [
        ['fp32', CHECKPOINT, 'fp32'],
        ['int8', CHECKPOINT, 'int8'],
        ['int4 min/max', rounded, 'int4'],
        ['int4 ours', CHECKPOINT, 'int4'],
      ] as const;
      const perplexities: Record<string, number> = {};
      for (const [name, checkpoint, weights] of variants) {
        const out = path.join(folder, name.replace(/\W/g, '-'));
        await importCheckpoint({ checkpoint, out, weights, blockSize: BLOCK });
        perplexities[name] = await perplexity(out);
      }
      console.table(perplexities);
      expect(perplexities['int4 ours']).toBeLessThan(perplexities['int4 min/max'] ?? 0);
    });
  });
});

async function perplexity(model: string): Promise<number> {
  const decoder = await Decoder.open(model);
  const tokenizer = await loadTokenizer(model);
  const { generation, config } = decoder.manifest;
  let sum = 0;
  let count = 0;
  for (const { prompt, answer } of texts) {
    const asked = renderConversation([{ role: 'user', content: prompt }], tokenizer, generation);
    const ids = [...asked, ...tokenizer.encode(answer), generation.eosTokenId];
    const cache = decoder.createCache(ids.length);
    const logits = await decoder.forward(cache, ids.slice(0, -1), {
      ropeLength: ids.length,
      allPositions: true,
    });
    for (let at = asked.length - 1; at + 1 < ids.length; at++) {
      sum -= logProbability(
        logits.subarray(at * config.vocabSize, (at + 1) * config.vocabSize),
        ids[at + 1] ?? 0,
      );
      count++;
    }
    cache.release();
  }
  decoder.close();
  return Math.exp(sum / count);
}

function logProbability(logits: Float32Array, id: number): number {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = logits.reduce((all, logit) => all + Math.exp(logit - most), 0);
  return (logits[id] ?? 0) - most - Math.log(total);
}

/** A checkpoint whose linear layers lie on the levels of plain rounding: the value farthest from zero becomes level -8. */
async function roundCheckpoint(folder: string): Promise<void> {
  await mkdir(folder);
  for (const file of ['config.json', 'generation_config.json', 'tokenizer.model']) {
    await copyFile(path.join(CHECKPOINT, file), path.join(folder, file));
  }
  const source = await openSafetensors(path.join(CHECKPOINT, 'model.safetensors'));
  const tensors: Record<string, FixtureTensor> = {};
  for (const name of source.names()) {
    const values = await source.read(name);
    const shape = source.info(name)?.shape ?? [];
    if (LINEAR.test(name)) roundRows(values, shape[1] ?? 1);
    tensors[name] = { dtype: 'F32', shape, values: [...values] };
  }
  await source.close();
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
}

function roundRows(values: Float32Array, columns: number): void {
  for (let row = 0; row < values.length; row += columns) {
    for (let start = row; start < row + columns; start += BLOCK) {
      const block = values.subarray(start, Math.min(start + BLOCK, row + columns));
      const extreme = block.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
      const scale = extreme / -8;
      if (scale === 0) continue;
      for (const [i, value] of block.entries()) {
        block[i] = Math.max(-8, Math.min(7, Math.round(value / scale))) * scale;
      }
    }
  }
}
