import { setTimeout } from 'node:timers/promises';

/** Waits for a promise, but no longer than `milliseconds`: then it is undefined, whatever becomes of the promise. */
export async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, setTimeout(milliseconds, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
