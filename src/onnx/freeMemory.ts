import { freemem, totalmem } from 'node:os';
import { loadCuda } from './cuda/cudaRuntime.ts';
import type { Provider } from './provider.ts';

/** Bytes that are free where a provider computes. */
export function freeMemory(provider: Provider): number {
  if (provider === 'cuda') return loadCuda().freeMemory();
  // macOS counts as free only what nobody ever used; half of the whole is the better guess there.
  if (process.platform === 'darwin') return totalmem() / 2;
  return process.availableMemory?.() ?? freemem();
}
