import type {
  Conversation,
  Engine,
  EngineInfo,
  GenerationEvent,
  GenerationRequest,
} from '../../../src/engine/engine.ts';

/** Answers a request with a text; `history` is the conversation that was asked, its last prompt included. */
export type Script = (prompt: string, history: Conversation, request: GenerationRequest) => string;

/** An engine that answers by a script, a few characters at a time. One character is one token. */
export class ScriptedEngine implements Engine {
  readonly requests: GenerationRequest[] = [];
  /** What it thinks before every answer. */
  thoughts = '';

  constructor(
    private readonly script: Script,
    private readonly contextLength = 100_000,
    private readonly followsInstructions = false,
    private readonly continuesAnswers = followsInstructions,
  ) {}

  async info(): Promise<EngineInfo> {
    const { contextLength, followsInstructions, continuesAnswers } = this;
    const model = { contextLength, followsInstructions, continuesAnswers };
    return { state: 'ready', model: 'script', provider: 'cpu', ...model };
  }

  async *stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    this.requests.push(request);
    const history = conversationOf(request);
    const text = this.script(history.at(-1)?.content ?? '', history, request);
    if (this.thoughts) yield { type: 'thinking', text: this.thoughts, tokens: this.thoughts.length };
    const characters = [...text].slice(0, request.maxTokens);
    for (let start = 0; start < characters.length; start += 3) {
      await Promise.resolve();
      signal.throwIfAborted();
      yield { type: 'text', text: characters.slice(start, start + 3).join('') };
    }
    const promptTokens = await this.countTokens(history);
    const usage = { promptTokens, reusedTokens: 0, generatedTokens: characters.length };
    yield { type: 'done', stop: characters.length < [...text].length ? 'length' : 'end', usage };
  }

  async countTokens(conversation: Conversation): Promise<number> {
    return conversation.reduce((sum, { content }) => sum + [...content].length, 0);
  }

  async forget(): Promise<void> {}

  async dispose(): Promise<void> {}
}

export function conversationOf(request: GenerationRequest): Conversation {
  if ('prefix' in request.input) throw new Error('not a conversation');
  return request.input.conversation;
}
