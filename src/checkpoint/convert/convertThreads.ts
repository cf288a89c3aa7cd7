import { Worker } from 'node:worker_threads';
import { type ConvertedRows, type ConvertTask, convertWeights, type RefusedValue } from './convertWeights.ts';

type Result = ConvertedRows | RefusedValue;

interface Waiting {
  resolve(rows: Result): void;
  reject(error: Error): void;
}

/** Converts weights on several threads, each of which takes its tasks in order. */
export class ConvertThreads {
  private readonly threads: Thread[] = [];
  private next = 0;

  /**
   * @param size threads; each starts with its first task
   * @param program the bundle of convertWorker.ts; without it the calling thread computes
   */
  constructor(
    readonly size: number,
    private readonly program?: string,
  ) {}

  /**
   * What convertWeights gives. The stored bytes are moved to the thread: they are gone here.
   * @throws Error when the thread fails
   */
  convert(task: ConvertTask): Promise<Result> {
    if (!this.program) return Promise.resolve(convertWeights(task));
    const index = this.next;
    this.next = (index + 1) % this.size;
    this.threads[index] ??= new Thread(this.program);
    return this.threads[index].convert(task);
  }

  /** Ends the threads at once; tasks that they have not done never settle. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];

  constructor(program: string) {
    this.worker = new Worker(program);
    this.worker.on('message', (rows: Result) => this.waiting.shift()?.resolve(rows));
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
  }

  convert(task: ConvertTask): Promise<Result> {
    const result = new Promise<Result>((resolve, reject) => this.waiting.push({ resolve, reject }));
    // Results are awaited in order, so this one may fail before anybody looks.
    result.catch(() => undefined);
    this.worker.postMessage(task, [task.stored.bytes.buffer]);
    return result;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
