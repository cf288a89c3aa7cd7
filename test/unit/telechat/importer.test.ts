import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../../src/checkpoint/safetensors/safetensors.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { readModelFolder, WEIGHTS_FILE } from '../../../src/telechat/folder/modelFolder.ts';
import { verifyModel } from '../../../src/telechat/folder/verifyModel.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { resolveModel } from '../../../src/telechat/import/resolveModel.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
import { layoutWeights } from '../../../src/telechat/network/weightLayout.ts';
import {
  type FixtureTensor,
  inTemporaryFolder,
  SMALL_CONFIG,
  smallTensors,
  writeCheckpoint,
} from '../../support/checkpoint.ts';
import { goldenPath } from '../../support/golden.ts';

interface Folders {
  readonly checkpoint: string;
  readonly out: string;
  /** Holds `checkpoint` and, when it is there, `out`. */
  readonly root: string;
}

async function inFolders(use: (folders: Folders) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (root) => {
    const checkpoint = path.join(root, 'checkpoint');
    await mkdir(checkpoint);
    await use({ root, checkpoint, out: path.join(root, 'model') });
  });
}

/** Imports what must fail, and checks that nothing is left of it. */
async function failure({ checkpoint, out, root }: Folders, options: object = {}): Promise<unknown> {
  const error = await importCheckpoint({ checkpoint, out, ...options }).catch((reason: unknown) => reason);
  expect(await readdir(root)).toEqual(['checkpoint']);
  return error;
}

/** Rows of a float32 weight of the small model, read from the weights file as weightLayout.ts places it. */
async function floatRows(out: string, name: string): Promise<number[]> {
  const place = layoutWeights(parseModelConfig(SMALL_CONFIG), {
    weights: 'fp32',
    blockSize: 32,
    zeroPoints: false,
  }).find((tensor) => tensor.name === name);
  const bytes = await readFile(path.join(out, WEIGHTS_FILE));
  const { offset = 0, bytes: length = 0, dims = [] } = place ?? {};
  const values = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + length),
  );
  const columns = dims[1] ?? 1;
  return Array.from(values).filter((_, i) => i % columns === 0);
}

/** First numbers of the rows `from` to `to` of a tensor of the small checkpoint. */
function sourceRows(tensor: FixtureTensor | undefined, from: number, to: number): number[] {
  const columns = tensor?.shape[1] ?? 1;
  return Array.from(tensor?.values ?? [])
    .filter((_, i) => i % columns === 0)
    .slice(from, to);
}

describe('importing a checkpoint', () => {
  it('writes a model folder whose manifest lists every file with its size and hash', async () => {
    await inFolders(async ({ checkpoint, out, root }) => {
      await writeCheckpoint(checkpoint);
      const result = await importCheckpoint({ checkpoint, out, weights: 'int8' });
      expect(await readdir(root)).toEqual(['checkpoint', 'model']);
      const manifest = await readModelFolder(out);
      expect(manifest).toMatchObject({ name: 'model', source: 'checkpoint', weights: 'int8', blockSize: 32 });
      expect((await readdir(out)).sort()).toEqual([...Object.keys(manifest.files), 'telechat.json'].sort());
      let bytes = (await readFile(path.join(out, 'telechat.json'))).length;
      for (const [file, digest] of Object.entries(manifest.files)) {
        const content = await readFile(path.join(out, file));
        expect(digest).toEqual({
          bytes: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
        });
        bytes += content.length;
      }
      expect(result).toMatchObject({ model: out, bytes });
    });
  });

  it('sorts the interleaved key_value rows into all keys, then all values, behind the queries', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await importCheckpoint({ checkpoint, out, weights: 'fp32' });
      const tensors = smallTensors();
      const query = tensors['transformer.h.0.self_attention.query.weight'];
      const keyValue = tensors['transformer.h.0.self_attention.key_value.weight'];
      expect(await floatRows(out, 'layer.0.qkv')).toEqual([
        ...sourceRows(query, 0, 32),
        ...sourceRows(keyValue, 0, 16),
        ...sourceRows(keyValue, 32, 48),
        ...sourceRows(keyValue, 16, 32),
        ...sourceRows(keyValue, 48, 64),
      ]);
    });
  });

  it('puts gate before up, and keeps norms and biases', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await importCheckpoint({ checkpoint, out, weights: 'fp32' });
      const tensors = smallTensors();
      expect(await floatRows(out, 'layer.0.gate_up')).toEqual([
        ...sourceRows(tensors['transformer.h.0.mlp.gate_proj.weight'], 0, 40),
        ...sourceRows(tensors['transformer.h.0.mlp.up_proj.weight'], 0, 40),
      ]);
      const bias = tensors['transformer.h.0.mlp.down_proj.bias'];
      expect(await floatRows(out, 'layer.0.down.bias')).toEqual(bias?.values);
    });
  });

  it('takes names with and without `transformer.` for the same', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      const plain = path.join(path.dirname(out), 'plain');
      await mkdir(plain);
      const tensors = Object.entries(smallTensors()).map(([name, tensor]) => [
        name.replace('transformer.', ''),
        tensor,
      ]);
      await writeCheckpoint(plain, { tensors: Object.fromEntries(tensors) });
      await importCheckpoint({ checkpoint, out });
      await importCheckpoint({ checkpoint: plain, out: `${out}-plain` });
      const weights = await readFile(path.join(out, WEIGHTS_FILE));
      expect(weights.equals(await readFile(path.join(`${out}-plain`, WEIGHTS_FILE)))).toBe(true);
    });
  });

  it('reports progress up to the size of the weights file', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      const seen: number[] = [];
      let total = 0;
      const onProgress = ({ bytes, totalBytes }: { bytes: number; totalBytes: number }) => {
        seen.push(bytes);
        total = totalBytes;
      };
      await importCheckpoint({ checkpoint, out, onProgress });
      expect(seen.at(-1)).toBe(total);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect((await readModelFolder(out)).files[WEIGHTS_FILE]?.bytes).toBe(total);
    });
  });
});

describe('what cannot be imported leaves nothing behind', () => {
  it.each([
    ['config.json', /no config\.json/],
    ['generation_config.json', /eos_token_id in generation_config\.json/],
    ['model.safetensors', /no model\.safetensors/],
    ['tokenizer.model', /no tokenizer\.model or tokenizer\.json/],
  ])('when the checkpoint lacks %s', async (file, reason) => {
    await inFolders(async (folders) => {
      await writeCheckpoint(folders.checkpoint);
      await rm(path.join(folders.checkpoint, file));
      const error = await failure(folders);
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toMatch(reason);
    });
  });

  it.each<[string, string, FixtureTensor | undefined, RegExp]>([
    ['is missing', 'lm_head.weight', undefined, /tensor lm_head\.weight — the checkpoint does not have it/],
    [
      'has another shape',
      'lm_head.weight',
      { dtype: 'F16', shape: [12, 31], values: new Array(12 * 31).fill(0) },
      /lm_head\.weight — its shape is \[12, 31\] but config\.json asks for \[12, 32\]/,
    ],
    [
      'holds NaN',
      'transformer.ln_f.weight',
      { dtype: 'F32', shape: [32], values: new Array(32).fill(Number.NaN) },
      /tensor ln_f\.weight — it holds NaN/,
    ],
    [
      'holds infinity',
      'transformer.ln_f.weight',
      { dtype: 'BF16', shape: [32], values: new Array(32).fill(Number.NEGATIVE_INFINITY) },
      /tensor ln_f\.weight — it holds -Infinity/,
    ],
    [
      'is too large for float16',
      'transformer.word_embeddings.weight',
      { dtype: 'F32', shape: [12, 32], values: new Array(12 * 32).fill(1e6) },
      /word_embeddings\.weight — 1000000 is too large for float16/,
    ],
    [
      'belongs to a layer too many',
      'transformer.h.1.input_layernorm.weight',
      { dtype: 'F16', shape: [32], values: new Array(32).fill(1) },
      /h\.1\.input_layernorm\.weight — config\.json says that there are 1 layers/,
    ],
  ])('when a tensor %s', async (_, name, tensor, reason) => {
    await inFolders(async (folders) => {
      const { [name]: _replaced, ...others } = smallTensors();
      await writeCheckpoint(folders.checkpoint, {
        tensors: { ...others, ...(tensor ? { [name]: tensor } : {}) },
      });
      const error = await failure(folders, { weights: 'int8' });
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toMatch(reason);
    });
  });

  it('when the weights are truncated', async () => {
    await inFolders(async (folders) => {
      await writeCheckpoint(folders.checkpoint);
      await truncate(path.join(folders.checkpoint, 'model.safetensors'), 5000);
      expect(String(await failure(folders))).toMatch(/truncated/);
    });
  });

  it('when the block size is impossible', async () => {
    await inFolders(async (folders) => {
      await writeCheckpoint(folders.checkpoint);
      expect(String(await failure(folders, { blockSize: 48 }))).toMatch(
        /the block size — 48 is not possible/,
      );
    });
  });

  it('and a folder that holds something stays as it is', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await mkdir(out);
      await writeFile(path.join(out, 'diary.txt'), 'mine');
      await expect(importCheckpoint({ checkpoint, out })).rejects.toThrow(/it exists and is not empty/);
      expect(await readdir(out)).toEqual(['diary.txt']);
    });
  });
});

describe('an import into a link', () => {
  it('fills the folder that it points to, there or not', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await mkdir(`${out}-there`);
      for (const target of [`${out}-there`, `${out}-absent`]) {
        await symlink(target, `${target}-link`);
        await importCheckpoint({ checkpoint, out: `${target}-link` });
        await verifyModel(target);
        expect(await readlink(`${target}-link`)).toBe(target);
      }
    });
  });
});

describe('an import that is aborted', () => {
  it('leaves no model folder, and goes on from there when it is started again', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      const controller = new AbortController();
      const aborted = importCheckpoint({
        checkpoint,
        out,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
      expect(await readdir(path.dirname(out))).toContain(`${path.basename(out)}.partial`);
      await expect(readModelFolder(out)).rejects.toThrow(/there is no such folder/);

      await importCheckpoint({ checkpoint, out });
      await verifyModel(out);
      expect(await readdir(path.dirname(out))).not.toContain(`${path.basename(out)}.partial`);
    });
  });
});

describe('a model folder', () => {
  it('is found damaged when a byte of it has changed', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await importCheckpoint({ checkpoint, out });
      await expect(verifyModel(out)).resolves.toMatchObject({ formatVersion: 1 });
      const weights = await readFile(path.join(out, WEIGHTS_FILE));
      weights[100] = (weights[100] ?? 0) ^ 1;
      await writeFile(path.join(out, WEIGHTS_FILE), weights);
      await expect(verifyModel(out)).rejects.toThrow(/weights-0\.bin .* its contents are not those/);
    });
  });

  it('is refused when a file of it is missing or cut short', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await writeCheckpoint(checkpoint);
      await importCheckpoint({ checkpoint, out });
      await truncate(path.join(out, WEIGHTS_FILE), 100);
      await expect(readModelFolder(out)).rejects.toThrow(/weights-0\.bin has 100 bytes instead of/);
    });
  });

  it('is told apart from a checkpoint, from any other folder and from nothing', async () => {
    await inFolders(async ({ checkpoint, out }) => {
      await expect(readModelFolder(out)).rejects.toThrow(/there is no such folder/);
      await expect(readModelFolder(checkpoint)).rejects.toThrow(/it is no model folder/);
      await writeCheckpoint(checkpoint);
      await expect(readModelFolder(checkpoint)).rejects.toThrow(
        /it is a checkpoint that has not been imported/,
      );
    });
  });
});

describe('the model that a person names', () => {
  it('is imported into the cache once when it is a checkpoint', async () => {
    await inFolders(async ({ checkpoint, root }) => {
      await writeCheckpoint(checkpoint);
      const cacheBefore = process.env.XDG_CACHE_HOME;
      process.env.XDG_CACHE_HOME = path.join(root, 'cache');
      try {
        const first = await resolveModel(checkpoint);
        expect((await readModelFolder(first)).name).toBe('checkpoint');
        let converted = false;
        const second = await resolveModel(checkpoint, {
          onProgress: () => {
            converted = true;
          },
        });
        expect([second, converted]).toEqual([first, false]);
        expect(await resolveModel(first)).toBe(first);
      } finally {
        if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME;
        else process.env.XDG_CACHE_HOME = cacheBefore;
      }
    });
  });
});

describe('the tiny checkpoints of test/golden', () => {
  it.each(['tiny-1b', 'tiny-7b', 'tiny-12b'])('%s is imported in every format', async (model) => {
    await inTemporaryFolder(async (root) => {
      const checkpoint = goldenPath('models', model, 'safetensors');
      const source = await openSafetensors(path.join(checkpoint, 'model.safetensors'));
      const tied = ![...source.names()].includes('lm_head.weight');
      await source.close();
      for (const weights of ['fp32', 'fp16', 'int8', 'int4'] as const) {
        const out = path.join(root, weights);
        await importCheckpoint({ checkpoint, out, weights });
        const manifest = await readModelFolder(out);
        expect(manifest.weights).toBe(weights);
        expect(manifest.config.tieWordEmbeddings).toBe(tied);
      }
    });
  });
});
