import PQueue from 'p-queue';
import type { Priority } from '../engine/engine.ts';

/** A larger number goes first. */
const RANK: Readonly<Record<Priority, number>> = { typing: 2, chat: 1, writing: 0 };

/** One request at a time; among those that wait, typing before chat before writing, then first come, first served. */
export class RequestQueue {
  private readonly queue = new PQueue({ concurrency: 1 });

  /** Runs the task when its turn comes. Aborting takes a waiting task out; a running one has to watch the signal itself. */
  run<T>(priority: Priority, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    return this.queue.add(task, { priority: RANK[priority], signal }) as Promise<T>;
  }
}
