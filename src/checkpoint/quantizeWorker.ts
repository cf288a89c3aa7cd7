import { parentPort } from 'node:worker_threads';
import { quantizeRows } from './quantize.ts';
import type { QuantizeTask } from './quantizeThreads.ts';

/** Entry of a thread that quantises what it is sent: an import computes far longer than it reads. */

const port = parentPort;
if (!port) throw new Error('quantizeWorker runs as a worker thread');

port.on('message', ({ values, columns, blockSize, bits }: QuantizeTask) => {
  const rows = quantizeRows(values, columns, blockSize, bits);
  port.postMessage(rows, [rows.packed.buffer, rows.scales.buffer]);
});
