import * as v from 'valibot';
import type { Conversation } from '../engine.ts';
import type { HttpClient } from './httpClient.ts';
import { type OpenaiMessage, openaiMessages } from './openai/openaiMessages.ts';
import { estimateConversation, markerTokens } from './tokenEstimate.ts';

/** vLLM counts a conversation; llama.cpp takes no conversation, and answers with an empty list. */
const CountSchema = v.object({ count: v.number() });
const TokensSchema = v.object({ tokens: v.array(v.unknown()) });

/** What a server's `/tokenize` takes: a whole conversation (vLLM), a text (llama.cpp), or there is none. */
type Tokenizer = 'conversation' | 'text' | 'none';

/** Counts tokens with the server's tokenizer, where it has one that can be asked; else it estimates. */
export class TokenCounter {
  private tokenizer: Tokenizer | undefined;

  constructor(
    private readonly client: HttpClient,
    private readonly url: string,
    private readonly model: string,
  ) {}

  /** @throws EngineError when there is no connection; the signal's reason when aborted */
  async count(conversation: Conversation, signal: AbortSignal): Promise<number> {
    if (this.tokenizer === undefined || this.tokenizer === 'conversation') {
      const count = await this.countConversation(openaiMessages(conversation), signal);
      if (count !== undefined) return count;
    }
    if (this.tokenizer === 'text') {
      const count = await this.countText(conversation.map(({ content }) => content).join(''), signal);
      if (count !== undefined) return count + markerTokens(conversation);
    }
    return estimateConversation(conversation);
  }

  private async countConversation(
    messages: readonly OpenaiMessage[],
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const answer = await this.ask({ model: this.model, messages, add_generation_prompt: true }, signal);
    if (v.is(CountSchema, answer)) {
      this.tokenizer = 'conversation';
      return answer.count;
    }
    this.tokenizer ??= v.is(TokensSchema, answer) ? 'text' : 'none';
    return undefined;
  }

  private async countText(content: string, signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.ask({ content }, signal);
    return v.is(TokensSchema, answer) ? answer.tokens.length : undefined;
  }

  private async ask(body: object, signal: AbortSignal): Promise<unknown> {
    const response = await this.client.post(this.url, body, signal);
    return response instanceof Response ? readJson(response, signal) : undefined;
  }
}

async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
