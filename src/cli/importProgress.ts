import type { ImportProgress } from '../telechat/importer.ts';
import { printProgress } from './output.ts';

const INTERVAL_MS = 1000;

/** A listener that prints, at most once a second, how much of a model has been written and how long the rest will take. */
export function importProgress(
  now: () => number = () => performance.now(),
): (progress: ImportProgress) => void {
  const started = now();
  let printed = started;
  return ({ bytes, totalBytes }) => {
    const time = now();
    if (time - printed < INTERVAL_MS) return;
    printed = time;
    const secondsLeft = Math.ceil((((time - started) / bytes) * (totalBytes - bytes)) / 1000);
    printProgress(`${megabytes(bytes)} of ${megabytes(totalBytes)} MB, ${secondsLeft} s left`);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
