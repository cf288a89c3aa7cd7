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

interface Variant {
  /** What quantize_config.json says beside the bits. */
  readonly config: { readonly group_size: number; readonly checkpoint_format?: string };
  readonly bits: 4 | 8;
  /** A word of zero points, as they are stored. */
  readonly zeros: number;
  /** Groups are scattered over the inputs. */
  readonly isActOrder?: boolean;
}

const GROUPED: Variant = { config: { group_size: GROUP }, bits: 4, zeros: 0x77777777 };

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
  it.each<readonly [string, Variant, 'int4' | 'int8', number]>([
    ['symmetric', GROUPED, 'int4', GROUP],
    ['with zero points of its own', { ...GROUPED, zeros: 0x65478769 }, 'int4', GROUP],
    [
      'of the second version',
      { ...GROUPED, config: { group_size: 64, checkpoint_format: 'gptq_v2' }, zeros: 0x88888888 | 0 },
      'int4',
      64,
    ],
    ['with a scale for each output', { ...GROUPED, config: { group_size: -1 } }, 'int4', 64],
    ['of 8 bits', { ...GROUPED, bits: 8, zeros: 0x7f7f7f7f }, 'int8', GROUP],
    ['in act-order', { ...GROUPED, isActOrder: true }, 'int8', GROUP],
  ])('%s says by default what its weights in float32 say', async (_, variant, weights, blockSize) => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      await writeGptqCheckpoint(checkpoint, variant);
      const exact = await logits(checkpoint, path.join(folder, 'fp32'), 'fp32');
      const packed = await logits(checkpoint, path.join(folder, 'packed'));
      expect(await readModelFolder(path.join(folder, 'packed'))).toMatchObject({ weights, blockSize });
      const most = Math.max(...exact.map(Math.abs));
      // What is left is the rounding of activations to eight bits, and the head's own quantisation.
      for (const [i, value] of exact.entries())
        expect(Math.abs((packed[i] ?? 0) - value)).toBeLessThan(0.1 * most);
    });
  });

  it('whose packed tensors do not fit together is refused', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      await writeGptqCheckpoint(checkpoint, GROUPED);
      await writeFile(
        path.join(checkpoint, 'quantize_config.json'),
        JSON.stringify({ bits: 4, group_size: 64 }),
      );
      const bytes = await readFile(path.join(checkpoint, 'gptq_model-4bit-32g.bin'));
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

async function writeGptqCheckpoint(
  folder: string,
  { config, bits, zeros, isActOrder = false }: Variant,
): Promise<void> {
  await mkdir(folder);
  await writeCheckpoint(folder, { tensors: {}, config: CONFIG });
  await rm(path.join(folder, 'model.safetensors'));
  await writeFile(path.join(folder, 'quantize_config.json'), JSON.stringify({ bits, ...config }));
  const perWord = 32 / bits;
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
    const words = Int32Array.from({ length: (inputs / perWord) * outputs }, () => random() * 2 ** 32);
    const groups = config.group_size === -1 ? 1 : inputs / config.group_size;
    add(`h.0.${name}.qweight`, [inputs / perWord, outputs], words);
    const zeroWords = (groups * outputs) / perWord;
    add(`h.0.${name}.qzeros`, [groups, outputs / perWord], new Int32Array(zeroWords).fill(zeros));
    if (isActOrder) {
      const groupOf = Int32Array.from({ length: inputs }, (_, input) => input % groups);
      add(`h.0.${name}.g_idx`, [inputs], groupOf);
    }
    add(
      `h.0.${name}.scales`,
      [groups, outputs],
      floats(groups * outputs, () => (0.01 + random() / 50) / 2 ** (bits - 4)),
    );
    add(
      `h.0.${name}.bias`,
      [outputs],
      floats(outputs, () => 0),
    );
  }
  const file = `gptq_model-${bits}bit-${config.group_size}g.bin`;
  await writeTorchFile(path.join(folder, file), pickleState(tensors), storages);
}
