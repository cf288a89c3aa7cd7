import * as v from 'valibot';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { HEAD_SIZE_MULTIPLE } from '../network/configLimits.ts';
import { MODEL_CONFIG, type ModelConfig } from '../network/modelConfig.ts';
import type { RotaryConfig } from '../network/rotaryConfig.ts';
import {
  type CheckpointLayout,
  type ConfigOptions,
  checkHeads,
  OFFICIAL_FILE,
  type RowRange,
  whole,
  wrongField,
} from './checkpointLayout.ts';
import { readRotary } from './ropeScaling.ts';

const FIELDS = MODEL_CONFIG.entries;

/** Hard-coded in the first generation's code; only the 7B models, which tie their head, have the smaller one (docs/model.md#sizes). */
const NTK_BASE_SEQLEN = { tied: 4096, untied: 8192 };
const THETA = 10_000;

const CONFIG_JSON = v.object({
  architectures: v.nullish(v.array(v.string()), []),
  auto_map: v.nullish(v.record(v.string(), v.unknown()), {}),
  vocab_size: FIELDS.vocabSize,
  n_embed: v.nullish(FIELDS.hiddenSize),
  hidden_size: v.nullish(FIELDS.hiddenSize),
  n_layer: v.nullish(FIELDS.layers),
  num_hidden_layers: v.nullish(FIELDS.layers),
  n_head: v.nullish(FIELDS.heads),
  num_attention_heads: v.nullish(FIELDS.heads),
  num_key_value_heads: v.nullish(FIELDS.kvHeads),
  ffn_hidden_size: v.nullish(FIELDS.ffnSize),
  intermediate_size: v.nullish(FIELDS.ffnSize),
  layer_norm_epsilon: v.nullish(FIELDS.layerNormEpsilon, 1e-5),
  training_seqlen: v.nullish(FIELDS.trainingSeqlen, 8192),
  seq_length: v.nullish(FIELDS.seqLength, 8192),
  tie_word_embeddings: v.nullish(FIELDS.tieWordEmbeddings, true),
  embed_layernorm: v.nullish(FIELDS.embedLayernorm, false),
  apply_residual_connection_post_layernorm: v.nullish(FIELDS.residualPostLayernorm, false),
  ntk_base_seqlen: v.nullish(FIELDS.trainingSeqlen),
  base_seqlen: v.nullish(FIELDS.trainingSeqlen),
  rope_theta: v.nullish(v.number()),
  rope_scaling: v.nullish(v.unknown()),
});

type ConfigJson = v.InferOutput<typeof CONFIG_JSON>;

/**
 * TeleChat's own layout, of the first generation and of TeleChat2: keys and values interleaved in one tensor, biases on dense
 * and down. Source: modeling_telechat.py and modeling_telechat2.py (docs/model.md#configjson, docs/model.md#the-network).
 */
export const TELECHAT: CheckpointLayout = {
  prefix: 'transformer.',
  layers: 'h',
  roots: {
    embedding: 'word_embeddings.weight',
    embed_norm: 'word_embeddings_layernorm.weight',
    final_norm: 'ln_f.weight',
    head: 'lm_head.weight',
  },

  layerRows(config, layer) {
    const { hiddenSize, ffnSize, heads, headSize } = config;
    const qkv = (part: string): RowRange[] => [
      whole(`${layer}.self_attention.query.${part}`, heads * headSize),
      ...keyValueRows(config, `${layer}.self_attention.key_value.${part}`),
    ];
    const gateUp = (part: string): RowRange[] => [
      whole(`${layer}.mlp.gate_proj.${part}`, ffnSize),
      whole(`${layer}.mlp.up_proj.${part}`, ffnSize),
    ];
    return {
      norm1: [whole(`${layer}.input_layernorm.weight`, hiddenSize)],
      qkv: qkv('weight'),
      'qkv.bias': qkv('bias'),
      q_norm: [],
      k_norm: [],
      dense: [whole(`${layer}.self_attention.dense.weight`, hiddenSize)],
      'dense.bias': [whole(`${layer}.self_attention.dense.bias`, hiddenSize)],
      norm2: [whole(`${layer}.post_attention_layernorm.weight`, hiddenSize)],
      gate_up: gateUp('weight'),
      'gate_up.bias': gateUp('bias'),
      down: [whole(`${layer}.mlp.down_proj.weight`, hiddenSize)],
      'down.bias': [whole(`${layer}.mlp.down_proj.bias`, hiddenSize)],
    };
  },

  parseConfig(json, options = {}): ModelConfig {
    const raw = parseAs(CONFIG_JSON, json, 'config.json', OFFICIAL_FILE);
    const hiddenSize = present(raw.n_embed ?? raw.hidden_size, 'hidden_size');
    const heads = present(raw.n_head ?? raw.num_attention_heads, 'n_head');
    const kvHeads = raw.num_key_value_heads ?? heads;
    const headSize = hiddenSize / heads;
    if (!Number.isInteger(headSize)) {
      throw wrongField('hidden_size', `${hiddenSize} cannot be divided among ${heads} heads (n_head)`);
    }
    checkHeads({ heads, kvHeads, headSize }, HEAD_SIZE_MULTIPLE, 'hidden_size / n_head');
    return {
      vocabSize: raw.vocab_size,
      hiddenSize,
      layers: present(raw.n_layer ?? raw.num_hidden_layers, 'n_layer'),
      heads,
      kvHeads,
      headSize,
      ffnSize: present(raw.ffn_hidden_size ?? raw.intermediate_size, 'ffn_hidden_size'),
      layerNormEpsilon: raw.layer_norm_epsilon,
      trainingSeqlen: raw.training_seqlen,
      seqLength: raw.seq_length,
      tieWordEmbeddings: raw.tie_word_embeddings,
      embedLayernorm: raw.embed_layernorm,
      residualPostLayernorm: raw.apply_residual_connection_post_layernorm,
      qkNorm: false,
      biases: { qkv: false, dense: true, gateUp: false, down: true },
      rotary: rotaryOf(raw, json, options),
    };
  },
};

/** TeleChat interleaves K and V head by head (K_0, V_0, K_1, V_1, …); attention wants all of K, then all of V. */
function keyValueRows({ kvHeads, headSize }: ModelConfig, tensor: string): RowRange[] {
  const part = (offset: number) =>
    Array.from({ length: kvHeads }, (_, head) => ({
      tensor,
      first: 2 * headSize * head + offset,
      rows: headSize,
    }));
  return [...part(0), ...part(headSize)];
}

/**
 * The first generation and TeleChat2 with `base_seqlen` scale as their own code does. With `rope_theta` or `rope_scaling`, as
 * the releases for 32K have them, vLLM's port counts, which reads them as Llama does; TeleChat2 without any of these scales nothing.
 */
function rotaryOf(raw: ConfigJson, json: unknown, { ntkBaseSeqlen }: ConfigOptions): RotaryConfig {
  const constant = ntkBaseSeqlen ?? raw.ntk_base_seqlen;
  if (constant) return { type: 'telechat', theta: raw.rope_theta ?? THETA, ntkBaseSeqlen: constant };
  if (raw.rope_theta || raw.rope_scaling || (isSecondGeneration(raw) && !raw.base_seqlen)) {
    return readRotary(json, raw.training_seqlen);
  }
  const guess = raw.tie_word_embeddings ? NTK_BASE_SEQLEN.tied : NTK_BASE_SEQLEN.untied;
  return { type: 'telechat', theta: THETA, ntkBaseSeqlen: raw.base_seqlen ?? guess };
}

function isSecondGeneration({ architectures, auto_map }: ConfigJson): boolean {
  return [...architectures, ...Object.values(auto_map)].some((name) => /telechat2/i.test(String(name)));
}

function present(value: number | null | undefined, field: string): number {
  if (value === null || value === undefined) throw wrongField(field, 'it is missing');
  return value;
}
