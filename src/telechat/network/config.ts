import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs } from '../../shared/jsonFile.ts';
import { epsilon, HEAD_SIZE_MULTIPLE, MOST, positive, size } from './configLimits.ts';

/** The numbers that define a TeleChat network, with TeleChat's aliases resolved. Source: docs/model.md#configjson. */
export interface ModelConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Equal to `heads` except in TeleChat2's grouped-query models. */
  readonly kvHeads: number;
  readonly headSize: number;
  readonly ffnSize: number;
  readonly layerNormEpsilon: number;
  /** Floor of the rotary length and divisor of the attention scaling. */
  readonly trainingSeqlen: number;
  /** Context length that the official chat() assumes. */
  readonly seqLength: number;
  readonly tieWordEmbeddings: boolean;
  readonly embedLayernorm: boolean;
  readonly residualPostLayernorm: boolean;
  /** The NTK constant C: 4096 (7B) or 8192; not in official configs, see docs/model.md#sizes. */
  readonly ntkBaseSeqlen: number;
  readonly ropeTheta: number;
}

/** generation_config.json: token ids of the turn markers and the model's own sampling defaults. */
export interface GenerationConfig {
  readonly userTokenId: number;
  readonly botTokenId: number;
  readonly bosTokenId: number;
  readonly eosTokenId: number;
  readonly padTokenId: number;
  readonly maxLength: number;
  readonly doSample: boolean;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
}

const OFFICIAL_FILE = 'take the file from the official checkpoint unchanged';

/** The NTK constant is hard-coded in the official code; only the 7B models, which tie their head, have the smaller one. */
const NTK_BASE_SEQLEN = { tied: 4096, untied: 8192 };

const CONFIG_JSON = v.object({
  vocab_size: size(MOST.vocabSize),
  n_embed: v.nullish(size(MOST.hiddenSize)),
  hidden_size: v.nullish(size(MOST.hiddenSize)),
  n_layer: v.nullish(size(MOST.layers)),
  num_hidden_layers: v.nullish(size(MOST.layers)),
  n_head: v.nullish(size(MOST.heads)),
  num_attention_heads: v.nullish(size(MOST.heads)),
  num_key_value_heads: v.nullish(size(MOST.heads)),
  ffn_hidden_size: size(MOST.ffnSize),
  layer_norm_epsilon: v.nullish(epsilon(), 1e-5),
  training_seqlen: v.nullish(size(MOST.seqlen), 8192),
  seq_length: v.nullish(size(MOST.seqlen), 8192),
  tie_word_embeddings: v.nullish(v.boolean(), true),
  embed_layernorm: v.nullish(v.boolean(), false),
  apply_residual_connection_post_layernorm: v.nullish(v.boolean(), false),
  ntk_base_seqlen: v.nullish(size(MOST.seqlen)),
  base_seqlen: v.nullish(size(MOST.seqlen)),
  rope_theta: v.nullish(positive(), 10000),
});

/**
 * Reads a checkpoint's config.json, with its aliases and defaults (docs/model.md#configjson).
 * @param json the parsed file
 * @param options.ntkBaseSeqlen the NTK constant; without it the config's own, else that of the model that it looks like
 * @throws UserError naming the field that is missing, impossible or absurdly large
 */
export function parseModelConfig(
  json: unknown,
  options: { readonly ntkBaseSeqlen?: number } = {},
): ModelConfig {
  const raw = parseAs(CONFIG_JSON, json, 'config.json', OFFICIAL_FILE);
  const hiddenSize = present(raw.n_embed ?? raw.hidden_size, 'hidden_size');
  const heads = present(raw.n_head ?? raw.num_attention_heads, 'n_head');
  const kvHeads = raw.num_key_value_heads ?? heads;
  const headSize = hiddenSize / heads;
  if (!Number.isInteger(headSize)) {
    throw wrong('hidden_size', `${hiddenSize} cannot be divided among ${heads} heads (n_head)`);
  }
  if (headSize % HEAD_SIZE_MULTIPLE !== 0) {
    throw wrong('hidden_size / n_head', `a head of ${headSize} is no multiple of ${HEAD_SIZE_MULTIPLE}`);
  }
  if (heads % kvHeads !== 0) throw wrong('num_key_value_heads', `${heads} heads cannot share ${kvHeads}`);
  const tied = raw.tie_word_embeddings;
  return {
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers: present(raw.n_layer ?? raw.num_hidden_layers, 'n_layer'),
    heads,
    kvHeads,
    headSize,
    ffnSize: raw.ffn_hidden_size,
    layerNormEpsilon: raw.layer_norm_epsilon,
    trainingSeqlen: raw.training_seqlen,
    seqLength: raw.seq_length,
    tieWordEmbeddings: tied,
    embedLayernorm: raw.embed_layernorm,
    residualPostLayernorm: raw.apply_residual_connection_post_layernorm,
    ntkBaseSeqlen:
      options.ntkBaseSeqlen ??
      raw.ntk_base_seqlen ??
      raw.base_seqlen ??
      (tied ? NTK_BASE_SEQLEN.tied : NTK_BASE_SEQLEN.untied),
    ropeTheta: raw.rope_theta,
  };
}

const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0, 'it must be a token id, 0 or more'));

const GENERATION_JSON = v.object({
  user_token_id: tokenId,
  bot_token_id: tokenId,
  bos_token_id: tokenId,
  eos_token_id: tokenId,
  pad_token_id: v.nullish(tokenId, 3),
  max_length: v.nullish(size(MOST.seqlen), 2048),
  do_sample: v.nullish(v.boolean(), false),
  temperature: v.nullish(positive(), 1),
  top_k: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)), 50),
  top_p: v.nullish(v.pipe(positive(), v.maxValue(1)), 1),
  repetition_penalty: v.nullish(positive(), 1),
});

/**
 * Reads a checkpoint's generation_config.json; what it leaves out takes transformers' defaults.
 * @param json the parsed file
 * @param options.vocabSize refuses turn markers and end tokens outside the vocabulary
 * @throws UserError naming the field that is missing or impossible
 */
export function parseGenerationConfig(
  json: unknown,
  options: { readonly vocabSize?: number } = {},
): GenerationConfig {
  const raw = parseAs(GENERATION_JSON, json, 'generation_config.json', OFFICIAL_FILE);
  const { vocabSize = Number.POSITIVE_INFINITY } = options;
  for (const field of ['user_token_id', 'bot_token_id', 'eos_token_id'] as const) {
    if (raw[field] < vocabSize) continue;
    const why = `token id ${raw[field]} is outside the vocabulary of ${vocabSize}`;
    throw new UserError(`${field} in generation_config.json`, why, OFFICIAL_FILE);
  }
  return {
    userTokenId: raw.user_token_id,
    botTokenId: raw.bot_token_id,
    bosTokenId: raw.bos_token_id,
    eosTokenId: raw.eos_token_id,
    padTokenId: raw.pad_token_id,
    maxLength: raw.max_length,
    doSample: raw.do_sample,
    temperature: raw.temperature,
    topK: raw.top_k,
    topP: raw.top_p,
    repetitionPenalty: raw.repetition_penalty,
  };
}

function present(value: number | null | undefined, field: string): number {
  if (value === null || value === undefined) throw wrong(field, 'it is missing');
  return value;
}

function wrong(field: string, why: string): UserError {
  return new UserError(`${field} in config.json`, why, OFFICIAL_FILE);
}
