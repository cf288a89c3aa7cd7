import { TorchRandom } from './torchRandom.ts';

/** The sizes of every checkpoint here. */
export const SIZES = { vocabulary: 640, hidden: 512, ffn: 768, layers: 3, heads: 4, headSize: 128 } as const;

/** One tensor in single precision, `[rows, columns]` or `[length]`. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = Readonly<Record<string, Weight>>;

const { vocabulary, hidden, ffn, layers, heads, headSize } = SIZES;

/** Random weights under the names of TeleChat2. */
export function telechat2Weights(seed: number, kvHeads: number): Weights {
  const draw = drawing(seed);
  const weights: Record<string, Weight> = {};
  weights['transformer.word_embeddings.weight'] = draw([vocabulary, hidden], 1);
  for (let layer = 0; layer < layers; layer++) {
    const at = `transformer.h.${layer}.`;
    weights[`${at}input_layernorm.weight`] = draw([hidden], 0.1, 1);
    weights[`${at}self_attention.query.weight`] = draw([hidden, hidden]);
    weights[`${at}self_attention.key_value.weight`] = draw([2 * kvHeads * headSize, hidden]);
    weights[`${at}self_attention.dense.weight`] = draw([hidden, hidden]);
    weights[`${at}self_attention.dense.bias`] = draw([hidden], 0.1);
    weights[`${at}post_attention_layernorm.weight`] = draw([hidden], 0.1, 1);
    weights[`${at}mlp.gate_proj.weight`] = draw([ffn, hidden]);
    weights[`${at}mlp.up_proj.weight`] = draw([ffn, hidden]);
    weights[`${at}mlp.down_proj.weight`] = draw([hidden, ffn]);
    weights[`${at}mlp.down_proj.bias`] = draw([hidden], 0.1);
  }
  weights['transformer.ln_f.weight'] = draw([hidden], 0.1, 1);
  weights['lm_head.weight'] = draw([vocabulary, hidden]);
  return weights;
}

/** Random weights under the names of TeleChat3, which are Llama's. */
export function telechat3Weights(seed: number, kvHeads: number): Weights {
  const draw = drawing(seed);
  const weights: Record<string, Weight> = {};
  weights['model.embed_tokens.weight'] = draw([vocabulary, hidden], 1);
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}.`;
    weights[`${at}input_layernorm.weight`] = draw([hidden], 0.1, 1);
    weights[`${at}self_attn.q_proj.weight`] = draw([heads * headSize, hidden]);
    weights[`${at}self_attn.k_proj.weight`] = draw([kvHeads * headSize, hidden]);
    weights[`${at}self_attn.v_proj.weight`] = draw([kvHeads * headSize, hidden]);
    weights[`${at}self_attn.o_proj.weight`] = draw([hidden, heads * headSize]);
    weights[`${at}post_attention_layernorm.weight`] = draw([hidden], 0.1, 1);
    weights[`${at}mlp.gate_proj.weight`] = draw([ffn, hidden]);
    weights[`${at}mlp.up_proj.weight`] = draw([ffn, hidden]);
    weights[`${at}mlp.down_proj.weight`] = draw([hidden, ffn]);
  }
  weights['model.norm.weight'] = draw([hidden], 0.1, 1);
  weights['lm_head.weight'] = draw([vocabulary, hidden]);
  return weights;
}

function drawing(seed: number): (shape: readonly number[], deviation?: number, mean?: number) => Weight {
  const random = new TorchRandom(seed);
  return (shape, deviation = 0.06, mean = 0) => {
    const normal = random.normal(shape.reduce((product, size) => product * size, 1));
    const values = normal.map((value) => mean + Math.fround(value * Math.fround(deviation)));
    return { shape, values };
  };
}
