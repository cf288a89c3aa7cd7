import * as v from 'valibot';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { HEAD_SIZE_MULTIPLE, MOST, size } from '../network/configLimits.ts';
import { MODEL_CONFIG, type ModelConfig } from '../network/modelConfig.ts';
import {
  type CheckpointLayout,
  checkHeads,
  notComputed,
  OFFICIAL_FILE,
  type RowRange,
  whole,
} from './checkpointLayout.ts';
import { readRotary, ropeContext } from './ropeScaling.ts';

const FIELDS = MODEL_CONFIG.entries;
const MISTRAL_WINDOW = 4096;

const off = <const Value extends number | boolean>(value: Value) =>
  v.nullish(v.literal(value, 'what it asks for is not computed'));

/** Fields of others in Llama's layout that change what is computed, with the value that leaves it as it is. */
const OTHER_COMPUTATION = {
  attn_logit_softcapping: off(0),
  final_logit_softcapping: off(0),
  attention_multiplier: off(1),
  embedding_multiplier: off(1),
  residual_multiplier: off(1),
  logits_scaling: off(1),
  logit_scale: off(1),
  scale_emb: off(1),
  scale_depth: off(1),
  use_qk_norm: off(false),
  qk_layernorm: off(false),
  attention_sinks: off(false),
  no_rope_layers: v.nullish(v.pipe(v.array(v.literal(1, 'layers without positions are not computed')))),
};

const CONFIG_JSON = v.object({
  model_type: v.string(),
  vocab_size: FIELDS.vocabSize,
  hidden_size: FIELDS.hiddenSize,
  num_hidden_layers: FIELDS.layers,
  num_attention_heads: FIELDS.heads,
  num_key_value_heads: v.nullish(FIELDS.kvHeads),
  head_dim: v.nullish(size(MOST.hiddenSize)),
  intermediate_size: FIELDS.ffnSize,
  rms_norm_eps: v.nullish(FIELDS.layerNormEpsilon, 1e-6),
  max_position_embeddings: FIELDS.seqLength,
  tie_word_embeddings: v.nullish(FIELDS.tieWordEmbeddings, false),
  attention_bias: v.nullish(v.boolean(), false),
  mlp_bias: v.nullish(v.boolean(), false),
  hidden_act: v.nullish(v.string(), 'silu'),
  sliding_window: v.nullish(v.number()),
  use_sliding_window: v.nullish(v.boolean()),
  layer_types: v.nullish(v.array(v.string()), []),
  ...OTHER_COMPUTATION,
});

/**
 * Llama's layout: queries, keys and values apart. TeleChat3 (dense), Qwen2 and Qwen3 have it too.
 * Source: transformers, modeling_llama.py, modeling_qwen2.py, modeling_qwen3.py; configuration_telechat3.py.
 */
export const LLAMA: CheckpointLayout = {
  prefix: 'model.',
  layers: 'layers',
  roots: {
    embedding: 'embed_tokens.weight',
    embed_norm: 'embed_norm.weight',
    final_norm: 'norm.weight',
    head: 'lm_head.weight',
  },

  layerRows({ hiddenSize, ffnSize, headSize, heads, kvHeads }, layer) {
    const qkv = (part: string): RowRange[] => [
      whole(`${layer}.self_attn.q_proj.${part}`, heads * headSize),
      whole(`${layer}.self_attn.k_proj.${part}`, kvHeads * headSize),
      whole(`${layer}.self_attn.v_proj.${part}`, kvHeads * headSize),
    ];
    const gateUp = (part: string): RowRange[] => [
      whole(`${layer}.mlp.gate_proj.${part}`, ffnSize),
      whole(`${layer}.mlp.up_proj.${part}`, ffnSize),
    ];
    return {
      norm1: [whole(`${layer}.input_layernorm.weight`, hiddenSize)],
      qkv: qkv('weight'),
      'qkv.bias': qkv('bias'),
      q_norm: [whole(`${layer}.self_attn.q_norm.weight`, headSize)],
      k_norm: [whole(`${layer}.self_attn.k_norm.weight`, headSize)],
      dense: [whole(`${layer}.self_attn.o_proj.weight`, hiddenSize)],
      'dense.bias': [whole(`${layer}.self_attn.o_proj.bias`, hiddenSize)],
      norm2: [whole(`${layer}.post_attention_layernorm.weight`, hiddenSize)],
      gate_up: gateUp('weight'),
      'gate_up.bias': gateUp('bias'),
      down: [whole(`${layer}.mlp.down_proj.weight`, hiddenSize)],
      'down.bias': [whole(`${layer}.mlp.down_proj.bias`, hiddenSize)],
    };
  },

  parseConfig(json): ModelConfig {
    const raw = parseAs(CONFIG_JSON, json, 'config.json', OFFICIAL_FILE);
    refuseOtherComputation(raw);
    const { hidden_size: hiddenSize, num_attention_heads: heads, max_position_embeddings: positions } = raw;
    const kvHeads = raw.num_key_value_heads ?? heads;
    const headSize = raw.head_dim ?? hiddenSize / heads;
    checkHeads({ heads, kvHeads, headSize }, HEAD_SIZE_MULTIPLE, 'head_dim');
    const rotary = readRotary(json, positions);
    return {
      vocabSize: raw.vocab_size,
      hiddenSize,
      layers: raw.num_hidden_layers,
      heads,
      kvHeads,
      headSize,
      ffnSize: raw.intermediate_size,
      layerNormEpsilon: raw.rms_norm_eps,
      trainingSeqlen: positions,
      seqLength: ropeContext(rotary, positions),
      tieWordEmbeddings: raw.tie_word_embeddings,
      embedLayernorm: false,
      residualPostLayernorm: false,
      qkNorm: raw.model_type === 'qwen3',
      biases: {
        // Qwen2's are not in its config: its code always has them.
        qkv: raw.attention_bias || raw.model_type === 'qwen2',
        dense: raw.attention_bias,
        gateUp: raw.mlp_bias,
        down: raw.mlp_bias,
      },
      rotary,
    };
  },
};

/** Without the field a Mistral has the window of its first release, as transformers has it. */
function windowOf({ model_type, ...raw }: v.InferOutput<typeof CONFIG_JSON>): number | null | undefined {
  return model_type === 'mistral' && !('sliding_window' in raw) ? MISTRAL_WINDOW : raw.sliding_window;
}

function refuseOtherComputation(raw: v.InferOutput<typeof CONFIG_JSON>): void {
  if (raw.hidden_act !== 'silu') throw notComputed(`its activation is ${raw.hidden_act}`);
  const window = raw.use_sliding_window === false ? undefined : windowOf(raw);
  const isShort = typeof window === 'number' && window < raw.max_position_embeddings;
  const other = raw.layer_types.find((type) => type !== 'full_attention');
  if (isShort || other) throw notComputed(`its attention sees a window of the text (${other ?? window})`);
}
