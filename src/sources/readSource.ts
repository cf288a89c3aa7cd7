import { execFile } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { type DecodedText, decodeText } from '../shared/files/textBytes.ts';
import { LONGEST_TEXT, READER_RESULT, type ReaderResult } from './readerResult.ts';
import { sourceFailure } from './sourceFailure.ts';
import {
  containerFor,
  containerOf,
  formatOf,
  isEncryptedOffice,
  newerEnding,
  type ReadFormat,
} from './sourceFormat.ts';

/** A file that a person gives as material. */
export interface SourceFile {
  /** Its ending says what it is. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

/** What a file says, in Markdown; the encoding where it is plain text. */
export type SourceText = Pick<DecodedText, 'text'> & Partial<DecodedText>;

/** How the reader's process is started, and when it is ended. */
export interface ReaderOptions {
  /** The bundled program of reader/main.ts. */
  readonly reader: string;
  /** Another Node to run it on than this process's own. */
  readonly nodePath?: string | undefined;
  readonly signal: AbortSignal;
  readonly limits?: ReaderLimits;
}

/** What reading one file may take. */
export interface ReaderLimits {
  readonly milliseconds: number;
  /** Mebibytes of the whole process. */
  readonly memory: number;
}

const USUAL: ReaderLimits = { milliseconds: 30_000, memory: 1536 };
/** JavaScript's heap may take half of the memory. */
const HEAP_SHARE = 0.5;
const LARGEST_FILE = 100 * 2 ** 20;
/** Bytes of the longest text as JSON, with room to spare. */
const LONGEST_OUTPUT = 16 * 2 ** 20;

/**
 * The text of a file in Markdown: its headings, lists and tables are kept. What is no plain text is read in a process of its own,
 * which is ended when it takes too long.
 * @throws UsageError for a file that cannot be read; the signal's reason when aborted
 */
export async function readSource(file: SourceFile, options: ReaderOptions): Promise<SourceText> {
  const { name } = file;
  const format = formatOf(name);
  const saveAs = newerEnding(name);
  if (!format) throw sourceFailure(name, saveAs ? { saveAs } : 'unknownKind');
  if (file.size > LARGEST_FILE) throw sourceFailure(name, { largerThan: LARGEST_FILE });
  options.signal.throwIfAborted();
  const bytes = await file.read();
  options.signal.throwIfAborted();
  if (bytes.length === 0) throw sourceFailure(name, 'noText');
  const container = containerOf(bytes);
  if (container === 'ole') throw sourceFailure(name, isEncryptedOffice(bytes) ? 'locked' : 'wrongEnding');
  if (container !== containerFor(format)) {
    throw sourceFailure(name, container === 'other' && !decodeText(bytes) ? 'damaged' : 'wrongEnding');
  }
  if (format === 'text') return plainText(name, bytes);
  const result = await runReader(name, format, bytes, options);
  if ('text' in result) return result;
  throw sourceFailure(name, result.reason);
}

function plainText(name: string, bytes: Uint8Array): DecodedText {
  const decoded = decodeText(bytes);
  if (!decoded || decoded.text.includes('\0')) throw sourceFailure(name, 'noPlainText');
  if (decoded.text.length > LONGEST_TEXT) throw sourceFailure(name, 'textTooLong');
  return decoded;
}

function runReader(
  name: string,
  format: ReadFormat,
  bytes: Uint8Array,
  { reader, nodePath, signal, limits = USUAL }: ReaderOptions,
): Promise<ReaderResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      nodePath || process.execPath,
      [
        `--max-old-space-size=${limits.memory * HEAP_SHARE}`,
        reader,
        format,
        String(limits.milliseconds),
        String(limits.memory),
      ],
      {
        cwd: path.dirname(reader),
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        killSignal: 'SIGKILL',
        maxBuffer: LONGEST_OUTPUT,
        signal,
        timeout: limits.milliseconds,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const result = v.safeParse(v.pipe(v.string(), v.parseJson(), READER_RESULT), stdout);
        if (signal.aborted) reject(signal.reason);
        else if (result.success) resolve(result.output);
        else if (error?.killed) reject(sourceFailure(name, { slowerThan: limits.milliseconds }, error));
        else if (/heap|memory/i.test(stderr)) reject(sourceFailure(name, 'tooMuchMemory', error));
        else reject(sourceFailure(name, 'damaged', error));
      },
    );
    // A process that has ended takes no more bytes: how it ended is told above.
    child.stdin?.on('error', () => undefined).end(bytes);
  });
}
