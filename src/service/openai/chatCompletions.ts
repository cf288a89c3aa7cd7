import * as v from 'valibot';
import type { Conversation, Engine, GenerationEvent, Message } from '../../engine/engine.ts';
import { raceAbort } from '../../shared/abort.ts';
import type { Answer, ServiceRequest } from '../http/generations.ts';
import { parseFields } from '../http/requestBody.ts';
import { ServiceError } from '../http/serviceError.ts';
import { finishReason, GENERATION_FIELDS, samplingOf, usageFields } from './generationFields.ts';
import { type ReplyOptions, replyOptions } from './replyOptions.ts';
import { IGNORED, known, NONE, NOTHING, off, requestFields } from './requestFields.ts';
import { RESPONSE_FORMAT } from './responseFormat.ts';

const TextPart = known({
  type: v.literal('text', 'only text is supported'),
  text: v.string(),
  cache_control: IGNORED,
});

const ChatMessage = known({
  role: v.picklist(['system', 'developer', 'user', 'assistant']),
  content: v.union([
    v.string(),
    v.pipe(
      v.array(TextPart),
      v.transform((parts) => parts.map(({ text }) => text).join('')),
    ),
  ]),
  tool_calls: NONE,
  annotations: NONE,
  function_call: NOTHING,
  refusal: NOTHING,
  audio: NOTHING,
  name: v.nullish(v.never('it is not supported; write it into the content')),
  /** Earlier thinking, which no model is shown again: clients send back what they were sent. */
  reasoning_content: IGNORED,
});

/** What a request may say of tools, as it has none. */
const NO_TOOL = v.picklist(['none', 'auto'], 'it is not supported; leave it out');

const ChatRequest = requestFields({
  ...GENERATION_FIELDS,
  messages: v.pipe(v.array(ChatMessage), v.nonEmpty('it must not be empty')),
  max_completion_tokens: GENERATION_FIELDS.max_tokens,
  /** vLLM's addition. */
  chat_template_kwargs: v.optional(known({ enable_thinking: v.optional(v.boolean()) })),
  response_format: v.optional(RESPONSE_FORMAT),
  /** vLLM's additions: an answer that the messages end with is gone on with either way. */
  continue_final_message: v.optional(v.boolean()),
  add_generation_prompt: v.optional(v.boolean()),
  logprobs: off(false),
  top_logprobs: off(0),
  tools: NONE,
  tool_choice: v.optional(NO_TOOL),
  parallel_tool_calls: IGNORED,
  functions: NONE,
  function_call: v.optional(NO_TOOL),
  modalities: v.optional(v.array(v.literal('text', 'only text is supported'))),
  verbosity: off('medium'),
  store: off(false),
  service_tier: v.optional(v.picklist(['auto', 'default'], 'it must be auto or default')),
  metadata: IGNORED,
  prediction: IGNORED,
  prompt_cache_key: IGNORED,
  prompt_cache_options: IGNORED,
  prompt_cache_retention: IGNORED,
  safety_identifier: IGNORED,
});

const ROLES = { system: 'system', developer: 'system', user: 'user', assistant: 'bot' } as const;

/**
 * Reads a request for /v1/chat/completions. Where it names no most tokens, the answer may fill the context.
 * @throws ServiceError 400 naming the field that is wrong, or when the messages leave no room for an answer
 */
export async function parseChatRequest(
  json: unknown,
  engine: Engine,
  signal: AbortSignal,
): Promise<{ request: ServiceRequest; reply: ReplyOptions }> {
  const fields = parseFields(ChatRequest, json);
  const conversation = fields.messages.map(({ role, content }): Message => ({ role: ROLES[role], content }));
  checkLast(conversation);
  const { model, contextLength } = await raceAbort(engine.info(), signal);
  const promptTokens = await raceAbort(engine.countTokens(conversation), signal);
  const room = contextLength - promptTokens;
  if (room < 1) {
    const why = `the messages take ${promptTokens} tokens, and the context of ${model} has ${contextLength}; shorten them`;
    throw new ServiceError(400, 'context_length_exceeded', why, 'messages');
  }
  return {
    request: {
      input: { conversation },
      sampling: samplingOf(fields),
      thinking: fields.chat_template_kwargs?.enable_thinking ?? !fields.response_format,
      // As elsewhere, the most tokens are those of thinking and answer together.
      thinkingTokens: 0,
      maxTokens: Math.min(fields.max_completion_tokens ?? fields.max_tokens ?? room, room),
      ...(fields.stop ? { stop: fields.stop } : {}),
      ...(fields.response_format ? { format: fields.response_format } : {}),
    },
    reply: replyOptions('chatcmpl', model, fields),
  };
}

/** A question, or the beginning of the answer to one, as llama.cpp and vLLM take it too. */
function checkLast(conversation: Conversation): void {
  const last = conversation.length - 1;
  const isBegun = conversation[last]?.role === 'bot';
  const question = conversation[isBegun ? last - 1 : last];
  if (question?.role === 'user' && question.content !== '') return;
  const why = 'the last message must be a question of the user, or the beginning of the answer to one';
  throw new ServiceError(400, 'invalid_value', why, `messages.${last}`);
}

/** The reply to a request that does not stream. */
export function chatCompletion(
  { text, thinking, stop, usage }: Answer,
  { id, model, created }: ReplyOptions,
): object {
  const apart = thinking === '' ? {} : { reasoning_content: thinking };
  const message = { role: 'assistant', content: text, ...apart, refusal: null };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(stop) }],
    usage: usageFields(usage),
  };
}

/** The messages of a streaming reply; the first comes when the answer's turn has come. */
export async function* chatCompletionChunks(
  events: AsyncIterable<GenerationEvent>,
  { id, model, created, includeUsage }: ReplyOptions,
): AsyncGenerator<object> {
  const head = { id, object: 'chat.completion.chunk', created, model };
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(includeUsage ? { usage: null } : {}),
  });
  let isFirst = true;
  for await (const event of events) {
    if (isFirst) yield chunk({ role: 'assistant', content: '' });
    isFirst = false;
    if (event.type === 'thinking') yield chunk({ reasoning_content: event.text });
    if (event.type === 'text') yield chunk({ content: event.text });
    if (event.type !== 'done') continue;
    yield chunk({}, finishReason(event.stop));
    if (includeUsage) yield { ...head, choices: [], usage: usageFields(event.usage) };
  }
}
