import type { Conversation, GenerationRequest, Sampling } from '../../engine.ts';
import { openaiMessages } from './openaiMessages.ts';
import { responseFormat } from './responseFormat.ts';

/** OpenAI's own interface takes no more. */
const MOST_STOPS = 4;

/** Fields that a server may not know; a request is still worth sending without them. */
export const OPTIONAL_FIELDS = [
  'top_k',
  'repetition_penalty',
  'repeat_penalty',
  'seed',
  'stop',
  'stream_options',
  'chat_template_kwargs',
  'response_format',
  'continue_final_message',
  'add_generation_prompt',
] as const;

/** The body that asks for the continuation of a raw text. */
export function completionBody(model: string, prompt: string, request: GenerationRequest): object {
  return { model, prompt, ...generationFields(request) };
}

/** The body that asks for an answer in a conversation. */
export function chatBody(model: string, conversation: Conversation, request: GenerationRequest): object {
  const messages = openaiMessages(conversation);
  // JSON leaves out what is undefined.
  const formatField = { response_format: responseFormat(request.format) };
  return {
    model,
    messages,
    ...formatField,
    ...continuationFields(conversation),
    ...templateFields(request.thinking),
    ...generationFields(request),
  };
}

/** Has vLLM and SGLang go on with an answer that was begun; llama.cpp does so without being told. */
function continuationFields(conversation: Conversation): object {
  const isBegun = conversation.at(-1)?.role === 'bot';
  return isBegun ? { continue_final_message: true, add_generation_prompt: false } : {};
}

/** Tells vLLM, SGLang and llama.cpp whether to render the prompt so that the model thinks, where its template can do either. */
export function templateFields(thinking = false): object {
  return { chat_template_kwargs: { enable_thinking: thinking } };
}

function generationFields(request: GenerationRequest): object {
  const { maxTokens, thinking, thinkingTokens = 0, stop = [], sampling = {} } = request;
  // A server ends also a thinking at a stop string.
  const serverStops = thinking || thinkingTokens > 0 ? [] : stop.slice(0, MOST_STOPS);
  return {
    max_tokens: maxTokens + thinkingTokens,
    ...(serverStops.length > 0 ? { stop: serverStops } : {}),
    ...samplingFields(sampling),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** What is absent is left to the server, which takes it from the model's generation_config.json, as vLLM does. */
function samplingFields({
  greedy,
  temperature,
  topK,
  topP,
  repetitionPenalty,
  seed,
}: Partial<Sampling>): object {
  const drawn = greedy
    ? { temperature: 0 }
    : {
        temperature,
        // vLLM and llama.cpp both know -1 as "off".
        top_k: topK === 0 ? -1 : topK,
        top_p: topP,
      };
  // vLLM has the first name, llama.cpp the second.
  const penalties = { repetition_penalty: repetitionPenalty, repeat_penalty: repetitionPenalty };
  // JSON leaves out what is undefined.
  return { ...drawn, ...penalties, seed };
}
