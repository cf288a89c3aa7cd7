import { raceAbort } from '../../abort.ts';
import type { Engine, GenerationEvent } from '../../engine/engine.ts';
import type { Chat } from './chat.ts';
import { fitContext } from './chatContext.ts';

/** `context` comes first: turns at the beginning that had no room. */
export type ChatAnswerEvent = GenerationEvent | { readonly type: 'context'; readonly forgotten: number };

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
  yield* engine.stream({ input: { conversation }, maxTokens: answerTokens, priority: 'chat', slot }, signal);
}
