import type { ByteProgress } from '../../shared/byteProgress.ts';
import { megabytes } from '../../shared/byteText.ts';
import { printProgress } from './output.ts';

const INTERVAL_MS = 1000;

/** A listener that prints, at most once a second, how much of the bytes are done and how long the rest will take. */
export function printByteProgress(
  now: () => number = () => performance.now(),
): (progress: ByteProgress) => void {
  const started = now();
  let printed = started;
  let before: number | undefined;
  return ({ bytes, totalBytes }) => {
    const time = now();
    // What an earlier attempt has done takes no time now.
    before ??= bytes;
    if (time - printed < INTERVAL_MS) return;
    printed = time;
    const secondsLeft = Math.ceil(
      (((time - started) / Math.max(bytes - before, 1)) * (totalBytes - bytes)) / 1000,
    );
    printProgress(`${megabytes(bytes)} of ${megabytes(totalBytes)} MB, ${secondsLeft} s left`);
  };
}
