import { createHash } from 'node:crypto';
import type { Engine, GenerationEvent, GenerationRequest, StopReason, Usage } from '../../engine/engine.ts';
import { ServiceError } from './serviceError.ts';

/** What a caller decides about a generation. */
export type ServiceRequest = Pick<
  GenerationRequest,
  'input' | 'sampling' | 'maxTokens' | 'stop' | 'thinking' | 'thinkingTokens' | 'format'
>;

/** An answer that has ended. */
export interface Answer {
  readonly text: string;
  readonly thinking: string;
  readonly stop: StopReason;
  readonly usage: Usage;
}

/** Requests that may wait for their turn; each holds a body of up to a megabyte. */
const MOST_PENDING = 1000;
/** KV caches that the service keeps at most. */
const SLOTS = 8;

/** The generations of all callers: the engine's queue serves them in turn, after the person at this machine. */
export class Generations {
  private pending = 0;

  /** @param engine the engine that answers, asked for with each request */
  constructor(readonly engine: () => Engine) {}

  /**
   * Streams one answer.
   * @throws ServiceError 503 when too many wait; EngineError when the engine fails; the signal's reason when aborted
   */
  async *stream(request: ServiceRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    if (this.pending >= MOST_PENDING) {
      throw new ServiceError(503, 'overloaded', `${this.pending} requests are waiting; try again later`);
    }
    this.pending++;
    try {
      const slot = slotOf(request.input);
      yield* this.engine().stream({ ...request, priority: 'writing', slot }, signal);
    } finally {
      this.pending--;
    }
  }

  /** Waits for the whole of an answer. */
  async answer(request: ServiceRequest, signal: AbortSignal): Promise<Answer> {
    let text = '';
    let thinking = '';
    for await (const event of this.stream(request, signal)) {
      if (event.type === 'text') text += event.text;
      if (event.type === 'thinking') thinking += event.text;
      if (event.type === 'done') return { text, thinking, stop: event.stop, usage: event.usage };
    }
    throw new ServiceError(500, 'internal_error', 'the engine ended an answer without saying why');
  }
}

/** Callers send a conversation whole each time: what begins alike shares a slot, and so computes only what is new. */
function slotOf(input: GenerationRequest['input']): string {
  const beginning = 'prefix' in input ? input.prefix.slice(0, 100) : (input.conversation[0]?.content ?? '');
  const hash = createHash('sha256').update(beginning).digest();
  return `service:${hash.readUInt32LE() % SLOTS}`;
}
