import type { Engine } from '../../engine/engine.ts';
import { raceAbort } from '../../shared/abort.ts';
import { isAbort } from '../../shared/errors.ts';
import { type Completion, complete } from './complete.ts';
import { CompletionCache } from './completionCache.ts';
import type { CursorText } from './completionPlace.ts';
import { RunningCompletion } from './runningCompletion.ts';

/** A request that nobody waits for any more is kept so long: the next keystroke may match it. */
const GRACE_MS = 250;
const LATENCIES_KEPT = 200;

/** Whom to ask, and who hears of it; what the cache answers reaches neither listener. */
export interface CompletionSourceOptions {
  /** The engine to ask; called for each request. */
  readonly engine: () => Engine;
  /** Hears of each completion that the engine is asked for. */
  readonly onAsked?: () => void;
  /** Hears of each completion that was computed: how long it took, in milliseconds, and its length in UTF-16 units. */
  readonly onComputed?: (milliseconds: number, length: number) => void;
}

/** Completions of the texts that a person writes: from the cache, from the one that is being computed, else from the engine. */
export class CompletionSource {
  private readonly cache = new CompletionCache();
  private running: RunningCompletion | undefined;
  private waiting = 0;
  private latencies: number[] = [];

  constructor(private readonly options: CompletionSourceOptions) {}

  /** Half of the latest completions were computed in fewer milliseconds; undefined before the first. */
  get medianLatency(): number | undefined {
    return [...this.latencies].sort((one, other) => one - other)[Math.floor(this.latencies.length / 2)];
  }

  /** The completion where it is known already, or why it is known that there is none. */
  known(cursor: CursorText): Completion | undefined {
    return this.cache.find(cursor);
  }

  /**
   * The completion at the cursor.
   * @param delay milliseconds to wait before the engine is asked
   * @throws EngineError; the signal's reason when aborted, which ends the computing unless the next question can use it
   */
  async ask(cursor: CursorText, signal: AbortSignal, delay = 0): Promise<Completion> {
    for (;;) {
      const known = this.cache.find(cursor);
      if (known !== undefined) return known;
      if (!this.running?.follow(cursor)) {
        if (delay > 0) await pause(delay, signal);
        signal.throwIfAborted();
      }
      const running = this.running?.follow(cursor) ? this.running : this.begin(cursor);
      const completion = await this.wait(running, signal);
      // Where another's was of no use after all, one of its own is computed; that gives way only to another's.
      if (running.cursor === cursor) return completion ?? { text: '', why: 'cancelled' };
    }
  }

  /** Computes a completion that will be asked for soon. */
  async prefetch(cursor: CursorText): Promise<void> {
    if (this.cache.find(cursor) === undefined && !this.running?.follow(cursor)) {
      await this.begin(cursor).completion.catch(() => undefined);
    }
  }

  /** Tells how the whole text is after an edit: a completion that does not go with it is no longer computed. */
  follow(text: string): void {
    if (!this.running) return;
    const { cursor } = this.running;
    if (text.endsWith(cursor.after)) {
      this.running.follow({ ...cursor, before: text.slice(0, text.length - cursor.after.length) });
    } else {
      this.drop();
    }
  }

  /** Ends what is being computed. */
  drop(): void {
    this.running?.drop();
    this.running = undefined;
  }

  /** Forgets every completion, as for another model. */
  clear(): void {
    this.drop();
    this.cache.clear();
  }

  private begin(cursor: CursorText): RunningCompletion {
    this.drop();
    const running = new RunningCompletion(cursor, async (signal, onProgress) => {
      const engine = this.options.engine();
      const { contextLength } = await engine.info();
      signal.throwIfAborted();
      const started = performance.now();
      this.options.onAsked?.();
      const completion = await complete(engine, cursor, contextLength, signal, onProgress);
      this.computed(performance.now() - started, completion);
      this.cache.add(cursor, completion);
      return completion;
    });
    this.running = running;
    const end = () => {
      if (this.running === running) this.running = undefined;
    };
    running.completion.then(end, end);
    return running;
  }

  private async wait(running: RunningCompletion, signal: AbortSignal): Promise<Completion | undefined> {
    this.waiting++;
    try {
      return await raceAbort(running.completion, signal);
    } catch (error) {
      if (isAbort(error)) setTimeout(() => this.waiting === 0 && running.drop(), GRACE_MS);
      throw error;
    } finally {
      this.waiting--;
    }
  }

  private computed(milliseconds: number, { text }: Completion): void {
    this.latencies = [...this.latencies, milliseconds].slice(-LATENCIES_KEPT);
    this.options.onComputed?.(Math.round(milliseconds), text.length);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
