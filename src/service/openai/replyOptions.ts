import { randomUUID } from 'node:crypto';
import type { GenerationFields } from './generationFields.ts';

/** What a reply in OpenAI's form needs to know of its request. */
export interface ReplyOptions {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly stream: boolean;
  /** Whether a stream ends with a message of the token counts. */
  readonly includeUsage: boolean;
}

/**
 * What a reply needs to know of its request.
 * @param kind begins the reply's id, as it does at OpenAI
 */
export function replyOptions(
  kind: 'chatcmpl' | 'cmpl',
  model: string,
  { stream, stream_options }: Pick<GenerationFields, 'stream' | 'stream_options'>,
): ReplyOptions {
  return {
    id: `${kind}-${randomUUID()}`,
    model,
    created: Math.floor(Date.now() / 1000),
    stream,
    includeUsage: stream_options?.include_usage ?? false,
  };
}
