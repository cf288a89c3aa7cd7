import * as v from 'valibot';
import type { StopReason, Usage } from '../../engine.ts';
import type { AnswerPiece } from '../answerEvents.ts';

const UsageSchema = v.object({
  prompt_tokens: v.number(),
  completion_tokens: v.optional(v.number(), 0),
  prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(v.number()) })),
});

const ChoiceSchema = v.object({
  /** Of a conversation. */
  delta: v.nullish(
    v.object({
      content: v.nullish(v.string()),
      /** The thinking: the first name is DeepSeek's, vLLM's and llama.cpp's, the second OpenRouter's, Ollama's and newer vLLM's. */
      reasoning_content: v.nullish(v.string()),
      reasoning: v.nullish(v.string()),
    }),
  ),
  /** Of a raw text. */
  text: v.nullish(v.string()),
  finish_reason: v.nullish(v.string()),
  /** vLLM: the stop string that ended it. */
  stop_reason: v.nullish(v.union([v.string(), v.number()])),
});

const ChunkSchema = v.object({
  choices: v.optional(v.array(ChoiceSchema), []),
  usage: v.nullish(UsageSchema),
});

/** One event of a stream: a piece of the answer, or why there is none. */
export type OpenaiChunk = AnswerPiece & {
  /** The server withholds the rest. */
  readonly isFiltered: boolean;
};

/** Reads the data of one event; undefined where it is none of an answer. */
export function readChunk(value: unknown): OpenaiChunk | undefined {
  const parsed = v.safeParse(ChunkSchema, value);
  if (!parsed.success) return undefined;
  const [choice] = parsed.output.choices;
  const delta = choice?.delta;
  return {
    text: delta?.content ?? choice?.text ?? '',
    thinking: delta?.reasoning_content ?? delta?.reasoning ?? '',
    stop: stopOf(choice),
    usage: usageOf(parsed.output.usage),
    isFiltered: choice?.finish_reason === 'content_filter',
  };
}

function stopOf(choice: v.InferOutput<typeof ChoiceSchema> | undefined): StopReason | undefined {
  if (!choice?.finish_reason) return undefined;
  if (choice.finish_reason === 'length') return 'length';
  return typeof choice.stop_reason === 'string' ? 'stop' : 'end';
}

function usageOf(usage: v.InferOutput<typeof UsageSchema> | null | undefined): Usage | undefined {
  if (!usage) return undefined;
  return {
    promptTokens: usage.prompt_tokens,
    reusedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    generatedTokens: usage.completion_tokens,
  };
}
