import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process still refers to, in MiB: its heap and its buffers after everything else was collected. */
export function liveMebibytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
