import { setTimeout } from 'node:timers/promises';

/**
 * Whether a promise is still open after so many seconds. They are counted one by one, since a machine that slept lets a longer
 * wait end at once.
 */
export async function outlasts(promise: Promise<unknown>, seconds: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  for (let second = 0; second < seconds; second++) {
    if (await Promise.race([settled, setTimeout(1000, false, { ref: false })])) return false;
  }
  return true;
}
