import { writeFileSync } from 'node:fs';
import { messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { terminalText } from './terminalText.ts';

const failed = new AbortController();

/** Aborts when nothing more can be printed; its reason is the system's error. */
export const outputFailed: AbortSignal = failed.signal;

/** Call it once, before anything is printed: a reader that has gone is then no error that nobody caught. */
export function watchOutput(): void {
  process.stdout.on('error', (error) => failed.abort(error));
  // Whoever has closed this has nobody to be told.
  process.stderr.on('error', () => undefined);
}

/** Prints what is written as it comes; where that cannot be, `outputFailed` aborts. */
export function printText(text: string): void {
  process.stdout.write(terminalText(text));
}

/**
 * Prints what a command has found. A reader that has gone had what it wanted.
 * @throws UserError when it cannot be printed for another reason
 */
export function printWhole(text: string): void {
  try {
    writeFileSync(1, text);
  } catch (error) {
    failed.abort(error);
    if (!isReaderGone(error))
      throw new UserError('the output', whyOutputFailed(), 'print it to another place');
  }
}

/** Why nothing more can be printed, in words. */
export function whyOutputFailed(): string {
  const error: unknown = outputFailed.reason;
  if (isReaderGone(error)) return 'its output was closed';
  return isDiskFull(error) ? 'the disk of its output is full' : messageOf(error);
}

/** EIO is what a terminal says that was closed. */
function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPIPE', 'EIO', 'EOF'].includes(String(error.code));
}
