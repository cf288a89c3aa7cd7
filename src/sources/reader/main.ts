import { buffer } from 'node:stream/consumers';
import { type ReaderResult, ReadFailure } from '../readerResult.ts';
import { READ_FORMATS } from '../sourceFormat.ts';
import { endBeyond } from './limits.ts';
import { readers } from './readers.ts';

/**
 * Entry of a short-lived program that reads one file from its input: `node sourceReader.js <format> <milliseconds> <MiB>`. It prints a
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

const [milliseconds, mebibytes] = process.argv.slice(3).map(Number);
// The process that started this one counts the time, too; it says what happened.
endBeyond((milliseconds ?? 0) + 1000, (mebibytes ?? 0) * 2 ** 20);
process.stdout.write(JSON.stringify(await result()), () => process.exit());
