import type { EngineInfo, GenerationEvent, GenerationRequest } from '../../../src/engine/engine.ts';
import { RemoteEngine, type RemoteEngineOptions } from '../../../src/engine/remote/remoteEngine.ts';

/** An engine on a server, with what it says of itself. */
export interface Connected {
  readonly engine: RemoteEngine;
  readonly states: EngineInfo['state'][];
  readonly log: string[];
}

/** An engine that does not wait long before it asks again. */
export function connectTo(url: string, options: Partial<RemoteEngineOptions> = {}): Connected {
  const states: EngineInfo['state'][] = [];
  const log: string[] = [];
  const engine = new RemoteEngine({
    url,
    key: async () => undefined,
    settings: { url: 'remote.url', key: 'REMOTE_KEY', model: 'remote.model' },
    firstWait: 1,
    log: (line) => log.push(line),
    onStateChange: ({ state }) => states.push(state),
    ...options,
  });
  return { engine, states, log };
}

/** A question, or a text to go on with. */
export function ask(
  question: string | { readonly prefix: string },
  rest: Partial<GenerationRequest> = {},
): GenerationRequest {
  const input =
    typeof question === 'string'
      ? { conversation: [{ role: 'user' as const, content: question }] }
      : question;
  return { input, maxTokens: 100, priority: 'chat', slot: 'test', ...rest };
}

export interface Answer {
  readonly thinking: string;
  readonly text: string;
  readonly done: Extract<GenerationEvent, { type: 'done' }> | undefined;
  readonly error: unknown;
}

/** Reads an answer to its end, or to where it fails. */
export async function answerOf(
  engine: RemoteEngine,
  request: GenerationRequest,
  signal = new AbortController().signal,
): Promise<Answer> {
  let thinking = '';
  let text = '';
  let done: Answer['done'];
  try {
    for await (const event of engine.stream(request, signal)) {
      if (event.type === 'thinking') thinking += event.text;
      if (event.type === 'text') text += event.text;
      if (event.type === 'done') done = event;
    }
    return { thinking, text, done, error: undefined };
  } catch (error) {
    return { thinking, text, done, error };
  }
}
