import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { GENERATION_CONFIG, type GenerationConfig, TOKEN_ID } from '../network/generationConfig.ts';
import { OFFICIAL_FILE } from './checkpointLayout.ts';

const FILE = 'generation_config.json';
const SEQ_LENGTH = 8192;

const FIELDS = GENERATION_CONFIG.entries;
const ENDS = v.union([TOKEN_ID, v.pipe(v.array(TOKEN_ID), v.minLength(1, 'it must name a token'))]);

const NOT_DONE = 'it is not done here; remove it if the model can do without it';
const off = (...values: readonly number[]) => v.nullish(v.picklist(values, NOT_DONE));
const noList = v.nullish(v.union([v.strictTuple([]), v.strictObject({})], NOT_DONE));

/** What else transformers would do to every answer, with the values that leave it undone. */
const OTHER_SAMPLING = {
  ...{ min_p: off(0), typical_p: off(0, 1), epsilon_cutoff: off(0), eta_cutoff: off(0), top_h: off(0, 1) },
  ...{ no_repeat_ngram_size: off(0), encoder_repetition_penalty: off(1), penalty_alpha: off(0) },
  ...{ num_beams: off(1), num_beam_groups: off(1), diversity_penalty: off(0), guidance_scale: off(0, 1) },
  ...{ min_length: off(0), min_new_tokens: off(0), forced_bos_token_id: off() },
  ...{ bad_words_ids: noList, suppress_tokens: noList, begin_suppress_tokens: noList, sequence_bias: noList },
  ...{ exponential_decay_length_penalty: noList, force_words_ids: noList, stop_strings: noList },
  ...{ watermarking_config: noList, dola_layers: noList },
};

const GENERATION_JSON = v.object({
  user_token_id: v.nullish(TOKEN_ID),
  bot_token_id: v.nullish(TOKEN_ID),
  bos_token_id: v.nullish(TOKEN_ID),
  eos_token_id: v.nullish(ENDS),
  pad_token_id: v.nullish(v.number()),
  max_length: v.nullish(FIELDS.maxLength),
  do_sample: v.nullish(FIELDS.doSample, false),
  temperature: v.nullish(v.number(), 1),
  top_k: v.nullish(FIELDS.topK, 50),
  top_p: v.nullish(FIELDS.topP, 1),
  repetition_penalty: v.nullish(FIELDS.repetitionPenalty, 1),
  ...OTHER_SAMPLING,
});

const TOKENS_IN_CONFIG = v.object({
  bos_token_id: v.nullish(TOKEN_ID),
  eos_token_id: v.nullish(ENDS),
  pad_token_id: v.nullish(v.number()),
});

/** What else of the checkpoint a generation_config.json is read with. */
export interface GenerationContext {
  /** The parsed config.json, whose tokens count where generation_config.json names none. */
  readonly config?: unknown;
  /** The prompt's limit where none is given; without it, TeleChat's context. */
  readonly seqLength?: number;
  /** Refuses turn markers and end tokens outside the vocabulary. */
  readonly vocabSize?: number;
}

/**
 * Reads a checkpoint's generation_config.json; what it leaves out takes config.json's tokens and transformers' defaults.
 * @param json the parsed file; absent where the checkpoint has none
 * @throws UserError naming the field that is missing or impossible
 */
export function parseGenerationConfig(json: unknown = {}, context: GenerationContext = {}): GenerationConfig {
  const { config = {}, seqLength = SEQ_LENGTH, vocabSize = Number.POSITIVE_INFINITY } = context;
  const tokens = parseAs(TOKENS_IN_CONFIG, config, 'config.json', OFFICIAL_FILE);
  const raw = parseAs(GENERATION_JSON, json, FILE, OFFICIAL_FILE);
  const ends = [raw.eos_token_id ?? tokens.eos_token_id ?? []].flat();
  const [eosTokenId, ...otherEosTokenIds] = ends;
  if (eosTokenId === undefined)
    throw new UserError(`eos_token_id in ${FILE}`, 'it is missing', OFFICIAL_FILE);
  refuseOutside({ user_token_id: raw.user_token_id, bot_token_id: raw.bot_token_id }, vocabSize);
  for (const end of ends) refuseOutside({ eos_token_id: end }, vocabSize);
  const padTokenId = raw.pad_token_id ?? tokens.pad_token_id;
  return {
    ...optional('userTokenId', raw.user_token_id),
    ...optional('botTokenId', raw.bot_token_id),
    ...optional('bosTokenId', raw.bos_token_id ?? tokens.bos_token_id),
    eosTokenId,
    ...(otherEosTokenIds.length > 0 ? { otherEosTokenIds } : {}),
    // -1 stands for none in some configs.
    ...optional('padTokenId', v.is(TOKEN_ID, padTokenId) ? padTokenId : undefined),
    maxLength: raw.max_length ?? seqLength,
    // Temperature 0 is how some releases say that nothing is drawn.
    doSample: raw.do_sample && raw.temperature > 0,
    temperature: raw.temperature > 0 ? raw.temperature : 1,
    topK: raw.top_k,
    topP: raw.top_p,
    repetitionPenalty: raw.repetition_penalty,
  };
}

function optional<Name extends string>(
  name: Name,
  value: number | null | undefined,
): { [field in Name]?: number } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { [field in Name]: number });
}

function refuseOutside(ids: Readonly<Record<string, number | null | undefined>>, vocabSize: number): void {
  for (const [field, id] of Object.entries(ids)) {
    if (typeof id !== 'number' || id < vocabSize) continue;
    const why = `token id ${id} is outside the vocabulary of ${vocabSize}`;
    throw new UserError(`${field} in ${FILE}`, why, OFFICIAL_FILE);
  }
}
