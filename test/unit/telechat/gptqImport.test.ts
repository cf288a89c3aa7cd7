import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { readModelFolder } from '../../../src/telechat/folder/modelFolder.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { inTemporaryFolder, writeCheckpoint } from '../../support/checkpoint.ts';
import { type PickledTensor, pickleState, writeTorchFile } from '../../support/torchFile.ts';

const CONFIG = {
  vocab_size: 16,
  hidden_size: 64,
  n_layer: 1,
  n_head: 2,
  ffn_hidden_size: 128,
  tie_word_embeddings: true,
};
const GROUP = 32;
const FILE = `gptq_model-4bit-${GROUP}g.bin`;

/** [outputs, inputs] of the layers that GPTQ quantises. */
const LINEARS = {
  'self_attention.query': [64, 64],
  'self_attention.key_value': [128, 64],
  'self_attention.dense': [64, 64],
  'mlp.gate_proj': [128, 64],
  'mlp.up_proj': [128, 64],
  'mlp.down_proj': [64, 128],
} as const;

describe('A GPTQ checkpoint', () => {
  it.each([
    ['symmetric', 0x77777777],
    ['with zero points of its own', 0x65478769],
  ])('%s keeps its levels: int4 says what its weights in float32 say', async (_, zeros) => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      await writeGptqCheckpoint(checkpoint, zeros);
      const exact = await logits(checkpoint, path.join(folder, 'fp32'), 'fp32');
      const packed = await logits(checkpoint, path.join(folder, 'int4'));
      expect(await readModelFolder(path.join(folder, 'int4'))).toMatchObject({
        weights: 'int4',
        blockSize: GROUP,
      });
      const most = Math.max(...exact.map(Math.abs));
      // What is left is the rounding of activations to eight bits, and the head's own quantisation.
      for (const [i, value] of exact.entries())
        expect(Math.abs((packed[i] ?? 0) - value)).toBeLessThan(0.1 * most);
    });
  });

  it('whose packed tensors do not fit together is refused', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      await writeGptqCheckpoint(checkpoint, 0x77777777);
      await writeFile(
        path.join(checkpoint, 'quantize_config.json'),
        JSON.stringify({ bits: 4, group_size: 64 }),
      );
      const bytes = await readFile(path.join(checkpoint, FILE));
      await writeFile(path.join(checkpoint, 'gptq_model-4bit-64g.bin'), bytes);
      const out = path.join(folder, 'out');
      await expect(importCheckpoint({ checkpoint, out })).rejects.toThrow(
        /query\.qzeros in .*its shape is \[2,8\] where/,
      );
    });
  });
});

async function logits(checkpoint: string, out: string, weights?: 'fp32'): Promise<number[]> {
  await importCheckpoint({ checkpoint, out, ...(weights ? { weights } : {}) });
  const decoder = await Decoder.open(out);
  const cache = decoder.createCache(4);
  const result = await decoder.forward(cache, [3, 1, 4, 15], { ropeLength: 4 });
  cache.release();
  decoder.close();
  return [...result];
}

async function writeGptqCheckpoint(folder: string, zeros: number): Promise<void> {
  await mkdir(folder);
  await writeCheckpoint(folder, { tensors: {}, config: CONFIG });
  await rm(path.join(folder, 'model.safetensors'));
  await writeFile(path.join(folder, 'quantize_config.json'), JSON.stringify({ bits: 4, group_size: GROUP }));
  const random = mulberry32(3);
  const tensors: PickledTensor[] = [];
  const storages: Record<string, Uint8Array> = {};
  const add = (name: string, shape: readonly number[], data: Int32Array | Float32Array) => {
    const storage = String(tensors.length);
    const type = data instanceof Int32Array ? 'IntStorage' : 'FloatStorage';
    const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
    tensors.push({ name, storage, type, elements: data.length, offset: 0, shape, strides });
    storages[storage] = new Uint8Array(data.buffer);
  };
  const floats = (count: number, make: () => number) => Float32Array.from({ length: count }, make);
  const small = () => random() - 0.5;
  add('word_embeddings.weight', [16, 64], floats(16 * 64, small));
  for (const norm of ['h.0.input_layernorm', 'h.0.post_attention_layernorm', 'ln_f']) {
    add(
      `${norm}.weight`,
      [64],
      floats(64, () => 1),
    );
  }
  for (const [name, [outputs, inputs]] of Object.entries(LINEARS)) {
    const words = Int32Array.from({ length: (inputs / 8) * outputs }, () => random() * 2 ** 32);
    const groups = inputs / GROUP;
    add(`h.0.${name}.qweight`, [inputs / 8, outputs], words);
    add(`h.0.${name}.qzeros`, [groups, outputs / 8], new Int32Array((groups * outputs) / 8).fill(zeros));
    add(
      `h.0.${name}.scales`,
      [groups, outputs],
      floats(groups * outputs, () => 0.01 + random() / 50),
    );
    add(
      `h.0.${name}.bias`,
      [outputs],
      floats(outputs, () => 0),
    );
  }
  await writeTorchFile(path.join(folder, FILE), pickleState(tensors), storages);
}
