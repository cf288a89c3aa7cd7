import { parentPort } from 'node:worker_threads';
import { type ConvertTask, convertWeights } from './convertWeights.ts';

/** Entry of a thread that converts the weights that it is sent. */

const port = parentPort;
if (!port) throw new Error('convertWorker runs as a worker thread');

port.on('message', (task: ConvertTask) => {
  const result = convertWeights(task);
  const moved =
    'refused' in result
      ? []
      : [result.values.buffer, result.scales.buffer, ...(result.zeros ? [result.zeros.buffer] : [])];
  port.postMessage(result, moved);
});
