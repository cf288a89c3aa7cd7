import * as v from 'valibot';
import { estimateTokens } from '../../../../src/engine/remote/tokenEstimate.ts';

/** What one request cost a server, in tokens. */
export interface Usage {
  /** Prompt tokens that it computed: those in its cache cost nothing. */
  readonly computed: number;
  readonly generated: number;
}

const Count = v.optional(v.number(), 0);
const EventSchema = v.object({
  choices: v.optional(
    v.array(
      v.object({
        delta: v.nullish(v.object({ content: v.nullish(v.string()) })),
        message: v.nullish(v.object({ content: v.nullish(v.string()) })),
        text: v.nullish(v.string()),
      }),
    ),
    [],
  ),
  usage: v.nullish(
    v.object({
      prompt_tokens: Count,
      completion_tokens: Count,
      prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(v.number()) })),
    }),
  ),
  /** llama.cpp, in every event where `timings_per_token` is asked for. */
  timings: v.nullish(v.object({ prompt_n: v.number(), predicted_n: v.number() })),
});

type Event = v.InferOutput<typeof EventSchema>;

/**
 * What an answer cost, as far as it was read: the server's last count, and an estimate where it gave none before the reader
 * had enough.
 * @param prompt the request's texts
 * @param body of the response, events or one object
 */
export function usageOf(prompt: string, body: string): Usage {
  const events = body
    .split('\n')
    .map((line) => parseEvent(line.replace(/^data:\s*/, '')))
    .filter((event) => event !== undefined);
  const counted = events.map(countOf).findLast((count) => count !== undefined);
  if (counted) return counted;
  // Servers send about a token an event.
  const pieces = events.filter((event) => textOf(event) !== '').length;
  return { computed: estimateTokens(prompt), generated: pieces };
}

function parseEvent(line: string): Event | undefined {
  try {
    const parsed = v.safeParse(EventSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function countOf({ usage, timings }: Event): Usage | undefined {
  if (timings) return { computed: timings.prompt_n, generated: timings.predicted_n };
  if (!usage) return undefined;
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  return { computed: usage.prompt_tokens - cached, generated: usage.completion_tokens };
}

function textOf({ choices }: Event): string {
  const [choice] = choices;
  return choice?.delta?.content ?? choice?.message?.content ?? choice?.text ?? '';
}
