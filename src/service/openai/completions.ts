import * as v from 'valibot';
import type { EngineInfo, GenerationEvent } from '../../engine/engine.ts';
import type { Answer, ServiceRequest } from '../http/generations.ts';
import { parseFields } from '../http/requestBody.ts';
import { finishReason, GENERATION_FIELDS, samplingOf, usageFields } from './generationFields.ts';
import { type ReplyOptions, replyOptions } from './replyOptions.ts';
import { off, requestFields } from './requestFields.ts';

/** OpenAI's own default. */
const MAX_TOKENS = 16;

const CompletionRequest = requestFields({
  ...GENERATION_FIELDS,
  prompt: v.union(
    [
      v.pipe(v.string(), v.nonEmpty('it must not be empty')),
      v.pipe(
        v.tuple([v.pipe(v.string(), v.nonEmpty())]),
        v.transform(([prompt]) => prompt),
      ),
    ],
    'it must be one text that is not empty',
  ),
  best_of: off(1),
  echo: off(false),
  suffix: off(''),
});

/**
 * Reads a request for /v1/completions: a raw text that the model continues.
 * @throws ServiceError 400 naming the field that is wrong
 */
export function parseCompletionRequest(
  json: unknown,
  { model }: EngineInfo,
): { request: ServiceRequest; reply: ReplyOptions } {
  const fields = parseFields(CompletionRequest, json);
  return {
    request: {
      input: { prefix: fields.prompt },
      sampling: samplingOf(fields),
      maxTokens: fields.max_tokens ?? MAX_TOKENS,
      ...(fields.stop ? { stop: fields.stop } : {}),
    },
    reply: replyOptions('cmpl', model, fields),
  };
}

/** The reply to a request that does not stream. */
export function completion({ text, stop, usage }: Answer, reply: ReplyOptions): object {
  return { ...message(reply, text, finishReason(stop)), usage: usageFields(usage) };
}

/** The messages of a streaming reply. */
export async function* completionChunks(
  events: AsyncIterable<GenerationEvent>,
  reply: ReplyOptions,
): AsyncGenerator<object> {
  const noUsage = reply.includeUsage ? { usage: null } : {};
  for await (const event of events) {
    if (event.type === 'text') yield { ...message(reply, event.text, null), ...noUsage };
    if (event.type !== 'done') continue;
    yield { ...message(reply, '', finishReason(event.stop)), ...noUsage };
    if (reply.includeUsage)
      yield { ...message(reply, '', null), choices: [], usage: usageFields(event.usage) };
  }
}

function message({ id, model, created }: ReplyOptions, text: string, finish_reason: string | null): object {
  const choices = [{ index: 0, text, logprobs: null, finish_reason }];
  return { id, object: 'text_completion', created, model, choices };
}
