import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownKernels } from '../../../src/onnx/ownKernels.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { fitsOwnKernels } from '../../../src/telechat/decoding/ownKernelsFit.ts';
import {
  type ModelManifest,
  readModelFolder,
  WEIGHTS_FILE,
} from '../../../src/telechat/folder/modelFolder.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { type FixtureTensor, writeCheckpoint } from '../../support/checkpoint.ts';

const VOCABULARY = 300;
const HIDDEN = 256;
const FFN = 384;
const CONFIG = { vocab_size: VOCABULARY, hidden_size: HIDDEN, n_layer: 2, n_head: 4, ffn_hidden_size: FFN };

const random = mulberry32(7);

function tensor(...shape: number[]): FixtureTensor {
  const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => (random() - 0.5) / 4);
  return { dtype: 'F32', shape, values };
}

function layer(index: number): Record<string, FixtureTensor> {
  const name = `transformer.h.${index}`;
  return {
    [`${name}.input_layernorm.weight`]: tensor(HIDDEN),
    [`${name}.self_attention.query.weight`]: tensor(HIDDEN, HIDDEN),
    [`${name}.self_attention.key_value.weight`]: tensor(2 * HIDDEN, HIDDEN),
    [`${name}.self_attention.dense.weight`]: tensor(HIDDEN, HIDDEN),
    [`${name}.self_attention.dense.bias`]: tensor(HIDDEN),
    [`${name}.post_attention_layernorm.weight`]: tensor(HIDDEN),
    [`${name}.mlp.gate_proj.weight`]: tensor(FFN, HIDDEN),
    [`${name}.mlp.up_proj.weight`]: tensor(FFN, HIDDEN),
    [`${name}.mlp.down_proj.weight`]: tensor(HIDDEN, FFN),
    [`${name}.mlp.down_proj.bias`]: tensor(HIDDEN),
  };
}

describe('A model of 4-bit weights', () => {
  const ids = Array.from({ length: 60 }, () => Math.floor(random() * VOCABULARY));
  const decoders: Decoder[] = [];
  let folder: string;
  let manifest: ModelManifest;

  beforeAll(async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'telechat-kernels-'));
    const checkpoint = path.join(root, 'checkpoint');
    folder = path.join(root, 'model');
    await mkdir(checkpoint);
    const tensors = {
      'transformer.word_embeddings.weight': tensor(VOCABULARY, HIDDEN),
      ...layer(0),
      ...layer(1),
      'transformer.ln_f.weight': tensor(HIDDEN),
      'lm_head.weight': tensor(VOCABULARY, HIDDEN),
    };
    await writeCheckpoint(checkpoint, { tensors, config: CONFIG });
    await importCheckpoint({ checkpoint, out: folder, weights: 'int4' });
    manifest = await readModelFolder(folder);
  });

  afterAll(async () => {
    for (const decoder of decoders) decoder.close();
    await rm(path.dirname(folder), { recursive: true });
  });

  async function open(own: boolean): Promise<Decoder> {
    const decoder = await Decoder.open(folder, { ownKernels: own });
    decoders.push(decoder);
    return decoder;
  }

  /** Of every position, the ids given so many at a time. */
  async function logitsOf(decoder: Decoder, width: number): Promise<number[]> {
    const cache = decoder.createCache(ids.length);
    const logits: number[] = [];
    for (let at = 0; at < ids.length; at += width) {
      const options = { ropeLength: ids.length, allPositions: true };
      logits.push(...(await decoder.forward(cache, ids.slice(at, at + width), options)));
    }
    cache.release();
    return logits;
  }

  it('fits our kernels in whole blocks of 128 and without zero points', () => {
    expect(fitsOwnKernels(manifest)).toBe(true);
    expect(fitsOwnKernels({ ...manifest, weights: 'int8' })).toBe(false);
    expect(fitsOwnKernels({ ...manifest, blockSize: 32 })).toBe(false);
    expect(fitsOwnKernels({ ...manifest, blockSize: 256 })).toBe(false);
    const weights = { bytes: (manifest.files[WEIGHTS_FILE]?.bytes ?? 0) + 4096, sha256: '' };
    expect(fitsOwnKernels({ ...manifest, files: { [WEIGHTS_FILE]: weights } })).toBe(false);
  });

  it.runIf(ownKernels())('has with them the logits that it has with ONNX Runtime’s', async () => {
    const expected = await logitsOf(await open(false), ids.length);
    const ours = await open(true);
    for (const width of [1, 7, 20, ids.length]) {
      const difference = relativeDifference(await logitsOf(ours, width), expected);
      expect(difference).toBeLessThan(0.01);
      // They round otherwise: nothing at all would mean that they were not asked.
      expect(difference).toBeGreaterThan(0);
    }
  });

  it.runIf(ownKernels())('lets speculation check several tokens in one pass with them', async () => {
    expect(await (await open(true)).canSpeculate()).toBe(true);
  });
});

/** Root mean square of the difference, as a share of that of `expected`. */
function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const difference = expected.map((value, index) => value - (actual[index] ?? Number.NaN));
  return Math.sqrt(square(difference) / square(expected));
}
