import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { inTemporaryFolder, writeSafetensors } from '../../support/checkpoint.ts';
import { demoModel } from '../../support/program.ts';

const SIZE = 128;
const VOCABULARY = 16;
const CONFIG = {
  model_type: 'qwen2',
  vocab_size: VOCABULARY,
  hidden_size: SIZE,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  intermediate_size: SIZE,
  max_position_embeddings: 64,
  tie_word_embeddings: true,
  eos_token_id: 2,
};

it('A layer with a bias in 4 bits, in blocks that our kernels read, says what it says in float32', async () => {
  await inTemporaryFolder(async (folder) => {
    await writeQwen2(folder);
    const exact = await logits(folder, 'fp32');
    const rounded = await logits(folder, 'int4');
    const most = Math.max(...exact.map(Math.abs));
    for (const [i, value] of exact.entries()) {
      expect(Math.abs((rounded[i] ?? Number.NaN) - value)).toBeLessThan(0.3 * most);
    }
  });
});

async function logits(checkpoint: string, weights: 'fp32' | 'int4'): Promise<number[]> {
  const out = path.join(checkpoint, weights);
  await importCheckpoint({ checkpoint, out, weights });
  const decoder = await Decoder.open(out);
  const cache = decoder.createCache(4);
  const result = await decoder.forward(cache, [3, 1, 4, 15], { ropeLength: 4 });
  cache.release();
  decoder.close();
  return [...result];
}

async function writeQwen2(folder: string): Promise<void> {
  const random = mulberry32(5);
  const tensor = (...shape: number[]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return {
      dtype: 'F32' as const,
      shape,
      values: Array.from({ length: count }, () => (random() - 0.5) / 4),
    };
  };
  const layer = 'model.layers.0.';
  const linears = ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.o_proj'];
  const mlp = ['mlp.gate_proj', 'mlp.up_proj', 'mlp.down_proj'];
  await writeSafetensors(path.join(folder, 'model.safetensors'), {
    'model.embed_tokens.weight': tensor(VOCABULARY, SIZE),
    'model.norm.weight': tensor(SIZE),
    [`${layer}input_layernorm.weight`]: tensor(SIZE),
    [`${layer}post_attention_layernorm.weight`]: tensor(SIZE),
    ...Object.fromEntries([...linears, ...mlp].map((name) => [`${layer}${name}.weight`, tensor(SIZE, SIZE)])),
    ...Object.fromEntries(linears.slice(0, 3).map((name) => [`${layer}${name}.bias`, tensor(SIZE)])),
  });
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(CONFIG));
  await copyFile(path.join(demoModel, 'tokenizer.model'), path.join(folder, 'tokenizer.model'));
}
