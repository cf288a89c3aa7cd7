import { mkdir, readFile, rename, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ByteProgress } from '../checkpoint/byteProgress.ts';
import { isAbort, UserError } from '../errors.ts';
import { describingFiles } from '../telechat/checkpointFolder.ts';
import { weightFileNames } from '../telechat/weightFiles.ts';
import { download, isDownloaded, type RemoteFile } from './download.ts';
import { withLock } from './downloadLock.ts';
import { HttpClient } from './httpClient.ts';
import { type Listing, listRepository, type Repository } from './hubRepository.ts';
import { partBytes } from './partFile.ts';
import type { Patience } from './retry.ts';

/** Files that are downloaded at the same time: one connection seldom fills a line. */
const CONNECTIONS = 4;

const LISTING = 'listing.json';
const FILES = 'files';

const LISTING_JSON = v.record(
  v.string(),
  v.object({
    url: v.pipe(v.string(), v.url()),
    bytes: v.number(),
    hash: v.exactOptional(v.object({ kind: v.picklist(['sha256', 'git']), hex: v.string() })),
  }),
);

export interface CheckpointDownloadOptions {
  /** Bytes that must be free beside the download, by its size. */
  readonly reserve?: (bytes: number) => number;
  readonly patience?: Patience;
  /** How long a connection may be silent. */
  readonly stallMs?: number;
  readonly onProgress?: (progress: ByteProgress) => void;
  /** Told once when the hub cannot be reached and what is there already serves instead. */
  readonly onOffline?: (why: UserError) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads those files of a repository that an import reads, into `folder`. Goes on where an earlier call stopped; what
 * is whole is not downloaded again, and does without the network.
 * @returns the checkpoint folder
 * @throws UserError when the repository is no checkpoint or cannot be downloaded, the disk is full, or another process
 *   downloads it; the signal's reason when aborted. What was downloaded stays for the next call.
 */
export async function downloadCheckpoint(
  repository: Repository,
  folder: string,
  options: CheckpointDownloadOptions = {},
): Promise<string> {
  const files = path.join(folder, FILES);
  await mkdir(files, { recursive: true });
  return withLock(folder, async () => {
    const http = new HttpClient(options.stallMs);
    try {
      const listing = await currentListing(repository, folder, http, options);
      const names = new Set(listing.keys());
      const transfer = new CheckpointTransfer(listing, files, http, options, repository.id);
      await transfer.fetch(describingFiles(repository.id, names));
      await transfer.fetch(await weightFileNames(files, names));
      return files;
    } finally {
      await http.close();
    }
  });
}

/** The hub's listing, saved for a time without network; without network, the saved one. */
async function currentListing(
  repository: Repository,
  folder: string,
  http: HttpClient,
  { onOffline, ...options }: CheckpointDownloadOptions,
): Promise<Listing> {
  const file = path.join(folder, LISTING);
  try {
    const listing = await listRepository(repository, { ...options, http });
    await saveListing(file, listing);
    return listing;
  } catch (error) {
    const saved = isAbort(error) ? undefined : await readListing(file, repository);
    if (!saved || !(error instanceof UserError)) throw error;
    onOffline?.(error);
    return saved;
  }
}

async function saveListing(file: string, listing: Listing): Promise<void> {
  // Without tokens, which do not belong on the disk.
  const entries = Array.from(
    listing,
    ([name, { url, bytes, hash }]) => [name, { url, bytes, hash }] as const,
  );
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(entries)), { flush: true });
  await rename(`${file}.new`, file);
}

async function readListing(file: string, { hub }: Repository): Promise<Listing | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const result = v.safeParse(LISTING_JSON, JSON.parse(text));
  if (!result.success) return undefined;
  const token = hub.token === undefined ? {} : { token: hub.token };
  return new Map(
    Object.entries(result.output).map(([name, { url, ...rest }]) => [
      name,
      { ...rest, url: new URL(url), ...token },
    ]),
  );
}

/** Downloads files of one listing, several at a time. */
class CheckpointTransfer {
  /** Bytes that are there, by file. */
  private readonly done = new Map<string, number>();
  private totalBytes = 0;

  constructor(
    private readonly listing: Listing,
    private readonly folder: string,
    private readonly http: HttpClient,
    private readonly options: CheckpointDownloadOptions,
    private readonly id: string,
  ) {}

  async fetch(names: readonly string[]): Promise<void> {
    const files = names.map((name) => [name, this.find(name)] as const);
    this.totalBytes += files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    await this.refuseFullDisk(files);
    const waiting = [...files];
    const failed = new AbortController();
    const signals = [failed.signal, ...(this.options.signal ? [this.options.signal] : [])];
    const signal = AbortSignal.any(signals);
    const connection = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        signal.throwIfAborted();
        await this.fetchFile(...next, signal);
      }
    };
    let failure: unknown;
    const connections = Array.from({ length: CONNECTIONS }, () =>
      connection().catch((error: unknown) => {
        // The others end because of the first, and keep what they have.
        if (!failed.signal.aborted) failure = error;
        failed.abort();
      }),
    );
    await Promise.all(connections);
    this.options.signal?.throwIfAborted();
    if (failed.signal.aborted) throw failure;
  }

  private async fetchFile(name: string, file: RemoteFile, signal: AbortSignal): Promise<void> {
    const { patience } = this.options;
    await download(file, path.join(this.folder, name), {
      http: this.http,
      ...(patience ? { patience } : {}),
      signal,
      onBytes: (bytes) => this.report(name, bytes),
    });
  }

  private report(name: string, bytes: number): void {
    this.done.set(name, bytes);
    const sum = [...this.done.values()].reduce((total, part) => total + part, 0);
    this.options.onProgress?.({ bytes: sum, totalBytes: this.totalBytes });
  }

  private find(name: string): RemoteFile {
    const file = this.listing.get(name);
    if (file && name === path.basename(name) && !name.includes('\\')) return file;
    const why = file ? `${JSON.stringify(name)} lies outside its folder` : `it has no ${name}`;
    throw new UserError(`the repository ${this.id}`, why, 'choose another repository or source');
  }

  private async refuseFullDisk(files: readonly (readonly [string, RemoteFile])[]): Promise<void> {
    const { reserve = () => 0, signal } = this.options;
    let missing = 0;
    for (const [name, file] of files) {
      const target = path.join(this.folder, name);
      if (await isDownloaded(file, target, signal)) continue;
      missing += file.bytes - (await partBytes(target));
    }
    const needed = missing + reserve(this.totalBytes);
    const { bavail, bsize } = await statfs(this.folder);
    const free = bavail * bsize;
    if (free >= needed) return;
    throw new UserError(
      `the folder ${this.folder}`,
      `download and import need ${gigabytes(needed)} of disk space and ${gigabytes(free)} are free`,
      'free some space, or choose a folder on another disk with --models-folder',
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
