import type { Engine } from './engine.ts';

/** The thinking is told at most so often. */
const INTERVAL_MS = 500;

/**
 * An engine that does what another does, and tells how far the model's thinking has come.
 * @param hear is told the tokens of it so far, about, in an answer that has not begun yet
 */
export function hearThinking(engine: Engine, hear: (tokens: number) => void): Engine {
  return {
    info: () => engine.info(),
    async *stream(request, signal) {
      let heardAt = Number.NEGATIVE_INFINITY;
      for await (const event of engine.stream(request, signal)) {
        if (event.type === 'thinking' && performance.now() - heardAt >= INTERVAL_MS) {
          heardAt = performance.now();
          hear(event.tokens);
        }
        yield event;
      }
    },
    countTokens: (conversation) => engine.countTokens(conversation),
    forget: (slot) => engine.forget(slot),
    dispose: () => engine.dispose(),
  };
}
