import * as v from 'valibot';
import type { Sampling, StopReason, Usage } from '../../engine/engine.ts';
import { IGNORED, known, off } from './requestFields.ts';

const count = v.pipe(
  v.number(),
  v.integer('it must be a whole number'),
  v.minValue(1, 'it must be at least 1'),
);

const penalty = v.pipe(v.number(), v.gtValue(0, 'it must be greater than 0'));

/** Fields that chat and plain completions have in common; `top_k` and `repetition_penalty` are vLLM's additions, `repeat_penalty` is llama.cpp's. */
export const GENERATION_FIELDS = {
  model: v.optional(v.string()),
  max_tokens: v.optional(count),
  temperature: v.optional(
    v.pipe(v.number(), v.minValue(0, 'it must be 0 to 2'), v.maxValue(2, 'it must be 0 to 2')),
  ),
  top_p: v.optional(
    v.pipe(v.number(), v.minValue(0, 'it must be 0 to 1'), v.maxValue(1, 'it must be 0 to 1')),
  ),
  top_k: v.optional(
    v.pipe(v.number(), v.integer('it must be a whole number'), v.minValue(-1, 'it must be -1 (off) or more')),
  ),
  repetition_penalty: v.optional(penalty),
  repeat_penalty: v.optional(penalty),
  seed: v.optional(v.pipe(v.number(), v.safeInteger('it must be a whole number'))),
  stop: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())], 'it must be a string or a list of strings'),
      v.transform((stop) => [stop].flat()),
      v.maxLength(16, 'it must be at most 16 strings'),
      v.everyItem((stop) => stop !== '', 'a stop string must not be empty'),
    ),
  ),
  stream: v.optional(v.boolean(), false),
  stream_options: v.optional(
    known({ include_usage: v.nullish(v.boolean(), false), include_obfuscation: IGNORED }),
  ),
  n: off(1),
  presence_penalty: off(0, 'use repetition_penalty'),
  frequency_penalty: off(0, 'use repetition_penalty'),
  logit_bias: v.optional(known({})),
  user: IGNORED,
};

/** The common fields as a request has them. */
export type GenerationFields = v.InferOutput<v.ObjectSchema<typeof GENERATION_FIELDS, undefined>>;

/** What is absent stays as the model has it. Asking for randomness switches it on, a temperature of 0 off. */
export function samplingOf(fields: GenerationFields): Partial<Sampling> {
  const { temperature, top_p: topP, top_k: topK, seed } = fields;
  const repetitionPenalty = fields.repetition_penalty ?? fields.repeat_penalty;
  if (temperature === 0 || topP === 0) {
    return { greedy: true, ...present({ repetitionPenalty }) };
  }
  const asked = present({ temperature, topP, topK: topK === -1 ? 0 : topK, seed });
  return {
    ...(Object.keys(asked).length > 0 ? { greedy: false } : {}),
    ...asked,
    ...present({ repetitionPenalty }),
  };
}

/** `stop` also where a stop string came: OpenAI does not tell them apart. */
export function finishReason(stop: StopReason): 'stop' | 'length' {
  return stop === 'length' ? 'length' : 'stop';
}

/** Token counts as OpenAI names them. */
export function usageFields({ promptTokens, generatedTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: generatedTokens,
    total_tokens: promptTokens + generatedTokens,
  };
}

function present(values: Record<string, number | undefined>): Partial<Sampling> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
