import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { type FileHash, hasHash } from '../../shared/files/fileHash.ts';
import { type HttpAnswer, HttpError, type HubClient } from './hubClient.ts';
import { discardPart, finishPart, PartFile, partOf } from './partFile.ts';
import { isPassing, type RetryOptions, withRetries } from './retry.ts';
import { TransferError } from './transferError.ts';

/** Downloads from the first byte to the last before a file's hash is given up. */
const WHOLE_ATTEMPTS = 2;

/** A file on a server, and what must come of it. */
export interface RemoteFile {
  readonly url: URL;
  readonly bytes: number;
  /** Absent where the server tells none; then the size alone is checked. */
  readonly hash?: FileHash;
  /** For the server itself; not sent to where it redirects. */
  readonly token?: string;
}

/** How to go about a download, which goes on with what is there of it already. */
export interface DownloadOptions extends Pick<RetryOptions, 'patience' | 'onRetry' | 'signal'> {
  readonly http: HubClient;
  /** Told how many bytes are there. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Downloads a file. `target` exists only once it is whole and its hash is right, and is not touched again then; what an
 * earlier call got of it is used, byte by byte, if the remote file is still the same.
 * @throws UserError when the server does not give it, or not those bytes, or the disk is full; the signal's reason when
 *   aborted. Whatever was right of it stays for the next call.
 */
export async function download(file: RemoteFile, target: string, options: DownloadOptions): Promise<void> {
  const { onBytes, signal } = options;
  for (let attempt = 0; attempt < WHOLE_ATTEMPTS; attempt++) {
    if (await isDownloaded(file, target, signal)) {
      onBytes?.(file.bytes);
      return;
    }
    await downloadPart(file, target, options);
    if (!file.hash || (await hasHash(partOf(target), file.hash, signal))) {
      await rm(receiptOf(target), { force: true });
      await finishPart(target);
      await writeReceipt(file, target);
      return;
    }
    await discardPart(target);
  }
  throw new UserError(
    file.url.href,
    'what the server sends does not have the hash that it should have',
    'try again later or choose another source',
  );
}

/** True when the target is there and is this file: it has its size, and its hash was found right when it was finished. */
export async function isDownloaded(file: RemoteFile, target: string, signal?: AbortSignal): Promise<boolean> {
  const info = await stat(target).catch(() => undefined);
  if (!info || info.size !== file.bytes) return false;
  if (!file.hash) return true;
  const receipt = await readFile(receiptOf(target), 'utf8').catch(() => undefined);
  if (receipt !== undefined) return receipt === file.hash.hex;
  // The power went out between the file and its receipt.
  if (!(await hasHash(target, file.hash, signal))) return false;
  await writeReceipt(file, target);
  return true;
}

async function writeReceipt({ hash }: RemoteFile, target: string): Promise<void> {
  if (hash) await writeFile(receiptOf(target), hash.hex, { flush: true });
}

function receiptOf(target: string): string {
  return `${target}.hash`;
}

/** Fills the part file up to its full size. */
async function downloadPart(file: RemoteFile, target: string, options: DownloadOptions): Promise<void> {
  const { patience, onRetry, signal } = options;
  try {
    const part = await PartFile.open(target);
    try {
      const transfer = new Transfer(file, part, options);
      await withRetries(() => transfer.run(), { patience, onRetry, signal, bytes: () => part.bytes });
    } finally {
      await part.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw explained(error, file.url);
  }
}

/** Gets the rest of one part file, as often as it takes. */
class Transfer {
  /** False once the server has answered a range with another. */
  private resumes = true;

  constructor(
    private readonly file: RemoteFile,
    private readonly part: PartFile,
    private readonly options: DownloadOptions,
  ) {}

  /** @throws TransferError, HttpError or the system's error; what came until then is kept, if it fits */
  async run(): Promise<void> {
    const { file, part } = this;
    if (part.bytes > file.bytes) await part.restart();
    this.options.onBytes?.(part.bytes);
    if (part.bytes === file.bytes) return;
    const answer = await this.ask();
    try {
      if (!this.continues(answer)) await this.restart(answer);
      await this.receive(answer);
    } finally {
      answer.discard();
    }
  }

  private async ask(): Promise<HttpAnswer> {
    const { file, part } = this;
    const { http, signal } = this.options;
    const { url, token } = file;
    if (part.bytes === 0 || !this.resumes) return http.get(url, { token, signal });
    try {
      return await http.get(url, { headers: rangeHeaders(part), token, signal });
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 416) throw error;
      this.resumes = false;
      return http.get(url, { token, signal });
    }
  }

  /**
   * True for the rest of what is there, false for the whole from its beginning.
   * @throws TransferError for anything else
   */
  private continues(answer: HttpAnswer): boolean {
    const { bytes: length } = this.file;
    const { bytes: start, etag } = this.part;
    if (answer.status === 200) return false;
    const range = answer.header('content-range') ?? '';
    const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
    const isRest =
      Number(from) === start && Number(to) < length && (total === '*' || Number(total) === length);
    const isSame =
      etag === undefined || answer.header('etag') === undefined || answer.header('etag') === etag;
    if (isRest && isSame && start > 0) return true;
    this.resumes = false;
    throw new TransferError(
      isRest
        ? 'the file has changed on the server'
        : `the server answered ${start}- with ${range || 'no range'}`,
    );
  }

  private async restart(answer: HttpAnswer): Promise<void> {
    const length = answer.header('content-length');
    const encoding = answer.header('content-encoding') ?? 'identity';
    if (encoding !== 'identity') throw new TransferError(`the server sent it as ${encoding}`);
    if (length !== undefined && Number(length) !== this.file.bytes) {
      throw new TransferError(`the server sent ${length} bytes instead of ${this.file.bytes}`);
    }
    await this.part.restart(answer.header('etag'));
    this.resumes = true;
  }

  private async receive(answer: HttpAnswer): Promise<void> {
    const { file, part } = this;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      this.options.signal?.throwIfAborted();
      if (part.bytes + chunk.length > file.bytes) {
        await part.restart();
        throw new TransferError(`the server sent more than ${file.bytes} bytes`);
      }
      await part.append(chunk);
      this.options.onBytes?.(part.bytes);
    }
    if (part.bytes < file.bytes) {
      throw new TransferError(`the server ended after ${part.bytes} of ${file.bytes} bytes`);
    }
  }
}

/** Asks for the rest, and for the whole if the file has changed. A weak ETag cannot promise the same bytes; the hash can. */
function rangeHeaders({ bytes, etag }: PartFile): Record<string, string> {
  const isStrong = etag?.startsWith('"');
  return { range: `bytes=${bytes}-`, ...(etag && isStrong ? { 'if-range': etag } : {}) };
}

/** What a failure means to the person at the keyboard. */
export function explained(error: unknown, { href, host }: URL): unknown {
  if (error instanceof UserError) return error;
  const fail = (why: string, nextStep: string) => new UserError(href, why, nextStep, { cause: error });
  if (error instanceof HttpError && !isPassing(error)) {
    const { status } = error;
    if (status === 401 || status === 403) {
      return fail(
        `${messageOf(error)}: it is not open to everyone`,
        'accept its terms on its page, and set HF_TOKEN or MODELSCOPE_API_TOKEN to your token',
      );
    }
    if (status === 404) return fail(messageOf(error), 'check its name and --source');
    return fail(messageOf(error), 'choose another source');
  }
  if (isPassing(error)) {
    return fail(
      messageOf(error) || `${host} cannot be reached`,
      'check the network and HTTPS_PROXY, then start it again: it goes on where it was',
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (isDiskFull(error)) {
    return fail('the disk is full', 'free some space, then start it again: it goes on where it was');
  }
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return fail(
      `the certificate of ${host} is not trusted (${code})`,
      'behind a proxy that opens connections set NODE_EXTRA_CA_CERTS to its certificate',
    );
  }
  if (code === undefined) return error;
  return fail(messageOf(error), 'check the disk and the network, then try again');
}
