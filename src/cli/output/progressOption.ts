import { Option } from 'commander';
import type { CliEvent } from '../../cliContract/progress.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { printProgress } from './output.ts';
import { printByteProgress } from './printByteProgress.ts';

/** Often enough for a bar that moves, seldom enough to cost nothing. */
const INTERVAL_MS = 200;

/** How progress is printed: for people, or as one JSON object a line for another program. */
export type ProgressForm = 'text' | 'json';

/** `--progress`: what the lines on stderr look like. */
export function progressOption(): Option {
  return new Option('--progress <form>', 'lines on stderr: for people, or one JSON object each')
    .choices(['text', 'json'])
    .default('text');
}

/** A listener that prints how much of the bytes are done, now and then. */
export function byteProgressPrinter(form: ProgressForm): (progress: ByteProgress) => void {
  if (form === 'text') return printByteProgress();
  let printed = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  return (progress) => {
    const print = () => {
      printed = performance.now();
      printProgress(JSON.stringify(progress satisfies CliEvent));
    };
    clearTimeout(timer);
    const wait = printed + INTERVAL_MS - performance.now();
    // The last word before a silence is said too.
    if (wait > 0 && progress.bytes < progress.totalBytes) timer = setTimeout(print, wait).unref();
    else print();
  };
}

/** Prints an event: as JSON, or in words. */
export function printEvent(form: ProgressForm, event: CliEvent, words: string): void {
  printProgress(form === 'json' ? JSON.stringify(event) : words);
}
