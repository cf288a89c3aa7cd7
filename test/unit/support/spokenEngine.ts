import type { Engine, EngineInfo, GenerationEvent, GenerationRequest } from '../../../src/engine/engine.ts';

/** Gives what is under way its turn. */
export const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

/** An engine whose answers are spoken by the test. */
export class SpokenEngine implements Engine {
  readonly requests: { request: GenerationRequest; signal: AbortSignal }[] = [];
  private said: string[] = [];
  private wake: () => void = () => undefined;

  /** Says more of the answer under way; `.` alone ends it. */
  async say(...texts: string[]): Promise<void> {
    await soon();
    this.said.push(...texts);
    this.wake();
    await soon();
  }

  async info(): Promise<EngineInfo> {
    return {
      state: 'ready',
      model: 'spoken',
      provider: 'cpu',
      contextLength: 2048,
      followsInstructions: false,
      continuesAnswers: false,
    };
  }

  async *stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    this.requests.push({ request, signal });
    this.said = [];
    signal.addEventListener('abort', () => this.wake());
    for (;;) {
      signal.throwIfAborted();
      const text = this.said.shift();
      if (text === '.') break;
      if (text === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
      else yield { type: 'text', text };
    }
    yield { type: 'done', stop: 'end', usage: { promptTokens: 1, reusedTokens: 0, generatedTokens: 1 } };
  }

  async countTokens(): Promise<number> {
    return 1;
  }

  async forget(): Promise<void> {}

  async dispose(): Promise<void> {}
}
