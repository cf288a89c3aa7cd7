import type { Engine, GenerationEvent } from '../../engine/engine.ts';
import { raceAbort } from '../../shared/abort.ts';
import type { Chat } from './chat.ts';
import { fitContext } from './chatContext.ts';
import { endlessLoopAt } from './endlessLoop.ts';

/** What an answer gives: the engine's events, and what the chat makes of them. After `looping` no `done` comes. */
export type ChatAnswerEvent =
  | GenerationEvent
  /** Comes first: the number of turns at the beginning that had no room. */
  | { readonly type: 'context'; readonly forgotten: number }
  /** Comes last, where the model was stopped because it repeated itself without end: what of its text is worth keeping. */
  | { readonly type: 'looping'; readonly text: string };

/**
 * Has the last question of a chat answered.
 * @param slot names who asks, and so the KV cache
 * @throws UsageError when the question does not fit the context; EngineError when the engine fails; AbortError when `signal` aborts
 */
export async function* answerChat(
  engine: Engine,
  chat: Chat,
  slot: string,
  signal: AbortSignal,
): AsyncGenerator<ChatAnswerEvent> {
  const fitting = engine.info().then((model) => fitContext(engine, model, chat));
  const { conversation, answerTokens, forgotten } = await raceAbort(fitting, signal);
  yield { type: 'context', forgotten };
  const request = {
    input: { conversation },
    thinking: true,
    maxTokens: answerTokens,
    priority: 'chat',
    slot,
  } as const;
  const ending = new AbortController();
  let text = '';
  for await (const event of engine.stream(request, AbortSignal.any([signal, ending.signal]))) {
    yield event;
    if (event.type !== 'text') continue;
    text += event.text;
    const loop = endlessLoopAt(text);
    if (loop === undefined) continue;
    ending.abort();
    yield { type: 'looping', text: text.slice(0, loop) };
    return;
  }
}
