import { Worker } from 'node:worker_threads';
import { type QuantBits, type QuantizedRows, quantizeRows } from './quantize.ts';

/** The arguments of quantizeRows, as they travel to a thread. */
export interface QuantizeTask {
  readonly values: Float32Array<ArrayBuffer>;
  readonly columns: number;
  readonly blockSize: number;
  readonly bits: QuantBits;
}

interface Waiting {
  resolve(rows: QuantizedRows): void;
  reject(error: Error): void;
}

/** Quantises on several threads, each of which takes its tasks in order. */
export class QuantizeThreads {
  private readonly threads: Thread[] = [];
  private next = 0;

  /**
   * @param size threads; each starts with its first task
   * @param program the bundle of quantizeWorker.ts; without it the calling thread computes
   */
  constructor(
    readonly size: number,
    private readonly program?: string,
  ) {}

  /**
   * What quantizeRows gives. The values are moved to the thread: they are gone here.
   * @throws Error when the thread fails
   */
  quantize(task: QuantizeTask): Promise<QuantizedRows> {
    if (!this.program) {
      return Promise.resolve(quantizeRows(task.values, task.columns, task.blockSize, task.bits));
    }
    const index = this.next;
    this.next = (index + 1) % this.size;
    this.threads[index] ??= new Thread(this.program);
    return this.threads[index].quantize(task);
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
    this.worker.on('message', (rows: QuantizedRows) => this.waiting.shift()?.resolve(rows));
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
  }

  quantize(task: QuantizeTask): Promise<QuantizedRows> {
    const result = new Promise<QuantizedRows>((resolve, reject) => this.waiting.push({ resolve, reject }));
    // Results are awaited in order, so this one may fail before anybody looks.
    result.catch(() => undefined);
    this.worker.postMessage(task, [task.values.buffer]);
    return result;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
