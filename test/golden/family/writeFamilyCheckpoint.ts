import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FixtureTensor, writeSafetensors } from '../../support/checkpoint.ts';
import { awqTensors, gptqTensors } from './quantised.ts';
import { SIZES, telechat2Weights, telechat3Weights, type Weights } from './weights.ts';

const { vocabulary, hidden, ffn, layers, heads, headSize } = SIZES;
const TOKENIZER = path.join(import.meta.dirname, '../models/tiny-12b/safetensors');

const TELECHAT2 = {
  architectures: ['TeleChat2ForCausalLM'],
  model_type: 'telechat',
  vocab_size: vocabulary,
  hidden_size: hidden,
  ffn_hidden_size: ffn,
  n_layer: layers,
  n_head: heads,
  layer_norm_epsilon: 1e-5,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 3,
  unk_token_id: 0,
  seq_length: 8192,
  training_seqlen: 8192,
  base_seqlen: 8192,
  logn: false,
  embed_layernorm: false,
  apply_residual_connection_post_layernorm: false,
  flash_attn: false,
  tie_word_embeddings: false,
};

const LONG = {
  ...TELECHAT2,
  rope_theta: 1e6,
  rope_scaling: { type: 'dynamic', factor: 1 },
  seq_length: 32768,
  max_position_embeddings: 32768,
  training_seqlen: 32768,
  base_seqlen: 32768,
};

const TELECHAT3 = {
  architectures: ['TeleChat3ForCausalLM'],
  model_type: 'telechat3',
  vocab_size: vocabulary,
  hidden_size: hidden,
  intermediate_size: ffn,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: 2,
  head_dim: headSize,
  hidden_act: 'silu',
  rms_norm_eps: 1e-5,
  attention_bias: false,
  mlp_bias: false,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 3,
  max_position_embeddings: 32768,
  rope_theta: 1e6,
  tie_word_embeddings: false,
  rope_scaling: {
    type: 'telechat3-yarn',
    factor: 4,
    original_max_position_embeddings: 8192,
    beta_fast: 32,
    beta_slow: 1,
  },
};

const GPTQ = {
  bits: 4,
  group_size: 128,
  desc_act: true,
  sym: true,
  lm_head: false,
  quant_method: 'gptq',
  checkpoint_format: 'gptq',
  pack_dtype: 'int32',
  modules_to_not_convert: ['qkv_proj'],
};

const GPTQ_V2 = { ...GPTQ, checkpoint_format: 'gptq_v2', sym: false };

const AWQ = {
  bits: 4,
  group_size: 128,
  zero_point: true,
  quant_method: 'awq',
  version: 'gemm',
  modules_to_not_convert: ['qkv_proj', 'o_proj'],
};

const GENERATION2 = {
  max_new_tokens: 512,
  do_sample: false,
  temperature: 0.3,
  top_k: 5,
  top_p: 0.85,
  repetition_penalty: 1.03,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 3,
  user_token_id: 20,
  bot_token_id: 21,
  system_token_id: 22,
};

const GENERATION3 = {
  do_sample: true,
  temperature: 0.6,
  top_p: 0.95,
  repetition_penalty: 1.05,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 3,
  user_token_id: 20,
  bot_token_id: 21,
};

interface Checkpoint {
  readonly config: object;
  readonly generation?: object;
  readonly tensors: () => Record<string, FixtureTensor>;
  /** Of the weights, where it is not model.safetensors. */
  readonly file?: string;
  /** What quantize_config.json says. */
  readonly quantisation?: object;
}

const ungrouped = () => telechat2Weights(1, heads);
const grouped = () => telechat2Weights(2, 2);

/** Each layout that is out there, under the name that golden.json has for it. */
const CHECKPOINTS = {
  't2-mha-st': { config: TELECHAT2, tensors: () => singles(ungrouped()) },
  't2-gqa-st': { config: { ...TELECHAT2, num_key_value_heads: 2 }, tensors: () => singles(grouped()) },
  't2-ntk': {
    config: { ...TELECHAT2, training_seqlen: 64, base_seqlen: 32, num_key_value_heads: 2, seq_length: 512 },
    tensors: () => singles(grouped()),
  },
  't2-eps8': {
    config: { ...TELECHAT2, layer_norm_epsilon: 1e-8 },
    tensors: () => singles(ungrouped()),
  },
  't2-32k': { config: LONG, tensors: () => singles(ungrouped()) },
  't2-32k-nobase': { config: { ...LONG, base_seqlen: undefined }, tensors: () => singles(ungrouped()) },
  't2-gptq-official': {
    config: { ...TELECHAT2, num_key_value_heads: heads, quantization_config: GPTQ },
    tensors: () => gptqTensors(ungrouped(), false),
    quantisation: GPTQ,
  },
  't2-gptq-v2': {
    config: { ...TELECHAT2, quantization_config: GPTQ_V2 },
    tensors: () => gptqTensors(ungrouped(), true),
    file: 'gptq_model-4bit-128g.safetensors',
    quantisation: GPTQ_V2,
  },
  't2-awq': {
    config: { ...TELECHAT2, num_key_value_heads: heads, quantization_config: AWQ },
    tensors: () => awqTensors(ungrouped()),
  },
  't3-dense-st': {
    config: TELECHAT3,
    generation: GENERATION3,
    tensors: () => singles(telechat3Weights(3, 2)),
  },
  't3-dense-norope': {
    config: { ...TELECHAT3, rope_scaling: undefined },
    generation: GENERATION3,
    tensors: () => singles(telechat3Weights(3, 2)),
  },
} satisfies Record<string, Checkpoint>;

/** What a checkpoint here, and its vectors in golden.json, is called. */
export type FamilyCheckpoint = keyof typeof CHECKPOINTS;

/** Writes a complete checkpoint of up to 29 MB, from a seed, into a folder that need not exist. */
export async function writeFamilyCheckpoint(folder: string, name: FamilyCheckpoint): Promise<void> {
  const { config, generation, tensors, file, quantisation }: Checkpoint = CHECKPOINTS[name];
  await mkdir(folder, { recursive: true });
  const json = { 'config.json': config, 'generation_config.json': generation ?? GENERATION2 };
  for (const [each, content] of Object.entries({ ...json, 'quantize_config.json': quantisation })) {
    if (content) await writeFile(path.join(folder, each), JSON.stringify(content));
  }
  for (const each of ['tokenizer.model', 'tokenizer_config.json']) {
    await copyFile(path.join(TOKENIZER, each), path.join(folder, each));
  }
  await writeSafetensors(path.join(folder, file ?? 'model.safetensors'), tensors());
}

function singles(weights: Weights): Record<string, FixtureTensor> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, { dtype: 'F32', ...weight }]),
  );
}
