// Measures how fast all threads together read memory, and prints one JSON object.
// Usage: node readBandwidth.mjs <threads>
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** Of each thread: far more than any cache holds. */
const BYTES = 2 ** 29;
const PASSES = 6;
const TRIES = 5;

if (isMainThread) await measure(Number(process.argv[2]));
else scanWhenAsked();

async function measure(threads) {
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url)));
  await Promise.all(workers.map(nextMessage));
  let best = 0;
  for (let round = 0; round < TRIES; round++) {
    const passes = workers.map(nextMessage);
    for (const worker of workers) worker.postMessage('scan');
    best = Math.max(best, sharedBandwidth(await Promise.all(passes)));
  }
  writeSync(1, `${JSON.stringify({ threads, bytesPerSecond: best })}\n`);
  process.exit(0);
}

/** Of the time in which every thread was reading; each worker gives the times at which its passes began and ended. */
function sharedBandwidth(passes) {
  const from = Math.max(...passes.map((times) => times[0]));
  const to = Math.min(...passes.map((times) => times.at(-1)));
  const read = passes.flatMap((times) =>
    times.slice(1).map((end, index) => {
      const begin = times[index];
      const shared = Math.min(end, to) - Math.max(begin, from);
      return Math.max(0, shared / (end - begin)) * BYTES;
    }),
  );
  return read.reduce((sum, bytes) => sum + bytes, 0) / ((to - from) / 1000);
}

/** Looking for a byte that is not there is the C library's memchr: a loop of nothing but wide reads. */
function scanWhenAsked() {
  const buffer = Buffer.alloc(BYTES, 1);
  parentPort.on('message', () => {
    const times = [now()];
    for (let pass = 0; pass < PASSES; pass++) {
      if (buffer.indexOf(0) !== -1) throw new Error('the buffer was changed');
      times.push(now());
    }
    parentPort.postMessage(times);
  });
  parentPort.postMessage('ready');
}

/** Milliseconds on a clock that all threads share. */
function now() {
  return performance.timeOrigin + performance.now();
}

function nextMessage(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
