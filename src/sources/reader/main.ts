import { buffer } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { type ReaderResult, ReadFailure } from '../readerResult.ts';
import { READ_FORMATS } from '../sourceFormat.ts';
import { readers } from './readers.ts';

/**
 * Entry of a short-lived program that reads one file from its input: `node sourceReader.js <format> <milliseconds>`. It prints a
 * ReaderResult. What is read may be anybody's, so a crash, an endless loop or a full heap must end here.
 */

async function result(): Promise<ReaderResult> {
  const format = READ_FORMATS.find((name) => name === process.argv[2]) ?? 'html';
  try {
    return { text: await readers[format](await buffer(process.stdin)) };
  } catch (error) {
    if (error instanceof ReadFailure) return { reason: error.reason };
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return { reason: 'damaged' };
  }
}

/** Ends this process after a time, also when the one that started it is gone and nothing here ever yields. */
function endAfter(milliseconds: number): void {
  const code = `setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${milliseconds})`;
  new Worker(code, { eval: true }).unref();
}

endAfter(Number(process.argv[3]));
process.stdout.write(JSON.stringify(await result()), () => process.exit());
