import { Worker } from 'node:worker_threads';

/** How often the limits are looked at. */
const INTERVAL_MS = 100;

/** Runs beside the reader, which may never yield; `process` and `require` are the worker's. */
const GUARD = `
  const { milliseconds, bytes } = require('node:worker_threads').workerData;
  const end = performance.now() + milliseconds;
  setInterval(() => {
    const isFull = process.memoryUsage.rss() > bytes;
    if (isFull) require('node:fs').writeSync(2, 'out of memory');
    if (isFull || performance.now() > end) process.kill(process.pid, 'SIGKILL');
  }, ${INTERVAL_MS});
`;

/**
 * Ends this process when it has worked for too long, also when the one that started it is gone, or when it takes too much memory:
 * what is unpacked lies outside the heap that V8 limits.
 * @param bytes of the whole process
 */
export function endBeyond(milliseconds: number, bytes: number): void {
  new Worker(GUARD, { eval: true, workerData: { milliseconds, bytes } }).unref();
}
