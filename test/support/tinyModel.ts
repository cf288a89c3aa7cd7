import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mulberry32 } from '../../src/shared/random.ts';
import { type ImportOptions, importCheckpoint } from '../../src/telechat/import/importer.ts';
import { type FixtureTensor, writeCheckpoint } from './checkpoint.ts';

/** Ids of the model that `writeTinyModel` makes. */
export const TINY_VOCABULARY = 300;

const HIDDEN = 256;
const FFN = 384;
const CONFIG = {
  vocab_size: TINY_VOCABULARY,
  hidden_size: HIDDEN,
  n_layer: 2,
  n_head: 4,
  ffn_hidden_size: FFN,
};

function randomTensor(random: () => number, shape: readonly number[]): FixtureTensor {
  const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => (random() - 0.5) / 4);
  return { dtype: 'F32', shape, values };
}

function layer(tensor: (...shape: number[]) => FixtureTensor, index: number): Record<string, FixtureTensor> {
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

/** Imports two layers of noise whose rows are wide enough for our kernels (src/onnx/kernels) as the model folder `out`. */
export async function writeTinyModel(
  out: string,
  format: Pick<ImportOptions, 'weights' | 'blockSize'>,
): Promise<void> {
  const random = mulberry32(7);
  const tensor = (...shape: number[]) => randomTensor(random, shape);
  const checkpoint = await mkdtemp(path.join(tmpdir(), 'telechat-checkpoint-'));
  const tensors = {
    'transformer.word_embeddings.weight': tensor(TINY_VOCABULARY, HIDDEN),
    ...layer(tensor, 0),
    ...layer(tensor, 1),
    'transformer.ln_f.weight': tensor(HIDDEN),
    'lm_head.weight': tensor(TINY_VOCABULARY, HIDDEN),
  };
  try {
    await writeCheckpoint(checkpoint, { tensors, config: CONFIG });
    await importCheckpoint({ checkpoint, out, ...format });
  } finally {
    await rm(checkpoint, { recursive: true });
  }
}
