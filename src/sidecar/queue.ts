import PQueue from 'p-queue';
import type { Priority } from '../engine/engine.ts';

/** A larger number goes first. */
const RANK: Readonly<Record<Priority, number>> = { typing: 2, chat: 1, writing: 0 };

/** One request at a time; among those that wait, typing before chat before writing, then first come, first served. */
export class RequestQueue {
  private readonly queue = new PQueue({ concurrency: 1 });

  /** Runs the task when its turn comes. Aborting takes a waiting task out; a running one has to watch the signal itself. */
  async run<T>(priority: Priority, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    // The queue would start the next task as soon as the signal fires; a running one must end first.
    const waiting = new AbortController();
    const leave = () => waiting.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const start = () => {
      signal.removeEventListener('abort', leave);
      return task();
    };
    return this.queue.add(start, { priority: RANK[priority], signal: waiting.signal });
  }
}
