import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { gigabytes } from '../../shared/byteText.ts';
import { isAbort, UserError } from '../../shared/errors.ts';
import { withLock } from '../../shared/files/folderLock.ts';
import { freeDiskBytes } from '../../shared/files/freeDisk.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import { describingFiles, refuseNotComputed } from '../../telechat/import/checkpointFolder.ts';
import { weightFileNames } from '../../telechat/import/weightFiles.ts';
import { download, isDownloaded, type RemoteFile } from '../download/download.ts';
import { HubClient } from '../download/hubClient.ts';
import { partBytes } from '../download/partFile.ts';
import type { RetryOptions } from '../download/retry.ts';
import { type Listing, listRepository, type Repository } from './hubRepository.ts';

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

/** How to go about a download of several files, each of which may be there in part. */
export interface CheckpointDownloadOptions extends Pick<RetryOptions, 'patience' | 'onRetry' | 'signal'> {
  /** Bytes that must be free beside the download, by its size. */
  readonly reserve?: (bytes: number) => number;
  /** How long a connection may be silent. */
  readonly stallMs?: number;
  readonly onProgress?: (progress: ByteProgress) => void;
  /** Told when the hub cannot be reached, which does not matter where all is there. */
  readonly onOffline?: (why: UserError) => void;
  /** Told the names of files of which the hub tells no hash: they are checked by their size alone. */
  readonly onUnverified?: (files: readonly string[]) => void;
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
  await makeFolder(files);
  return withLock(folder, `the download in ${folder}`, async () => {
    const http = new HubClient(options.stallMs);
    try {
      const { listing, offline } = await currentListing(repository, folder, http, options);
      const names = new Set(listing.keys());
      const transfer = new CheckpointTransfer(listing, offline, files, http, options, repository.id);
      await transfer.fetch(describingFiles(repository.id, names));
      await refuseNotComputed(files);
      const weights = await weightFileNames(files, names);
      const unverified = [...describingFiles(repository.id, names), ...weights].filter(
        (name) => !listing.get(name)?.hash,
      );
      if (unverified.length > 0) options.onUnverified?.(unverified);
      await transfer.fetch(weights, options.onProgress);
      return files;
    } finally {
      await http.close();
    }
  });
}

/** The hub's listing, saved for a time without network; without network, the saved one, and why. */
async function currentListing(
  repository: Repository,
  folder: string,
  http: HubClient,
  { onOffline, ...options }: CheckpointDownloadOptions,
): Promise<{ readonly listing: Listing; readonly offline?: UserError }> {
  const file = path.join(folder, LISTING);
  try {
    const listing = await listRepository(repository, { ...options, http });
    await saveListing(file, listing);
    return { listing };
  } catch (error) {
    const saved = isAbort(error) ? undefined : await readListing(file, repository);
    if (!saved || !(error instanceof UserError)) throw error;
    onOffline?.(error);
    return { listing: saved, offline: error };
  }
}

async function saveListing(file: string, listing: Listing): Promise<void> {
  // Without tokens, which do not belong on the disk.
  const entries = Array.from(
    listing,
    ([name, { url, bytes, hash }]) => [name, { url, bytes, hash }] as const,
  );
  await replaceFile(file, JSON.stringify(Object.fromEntries(entries)));
}

async function readListing(file: string, { hub }: Repository): Promise<Listing | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), LISTING_JSON), text);
  if (!result.success) return undefined;
  const token = hub.token === undefined ? {} : { token: hub.token };
  return new Map(
    Object.entries(result.output).map(([name, { url, ...rest }]) => [
      name,
      { ...rest, url: new URL(url), ...token },
    ]),
  );
}

type NamedFile = readonly [name: string, file: RemoteFile];

/** Downloads files of one listing, several at a time. */
class CheckpointTransfer {
  /** Bytes that are there, by file. */
  private readonly done = new Map<string, number>();
  private totalBytes = 0;

  constructor(
    private readonly listing: Listing,
    /** Why the hub cannot be reached, if it cannot. */
    private readonly offline: UserError | undefined,
    private readonly folder: string,
    private readonly http: HubClient,
    private readonly options: CheckpointDownloadOptions,
    private readonly id: string,
  ) {}

  async fetch(names: readonly string[], onProgress?: CheckpointDownloadOptions['onProgress']): Promise<void> {
    const files = names.map((name) => [name, this.find(name)] as const);
    this.totalBytes += files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    const missing = await this.lookAround(files);
    if (missing > 0 && this.offline) throw this.offline;
    await this.refuseFullDisk(missing);
    const report = (name: string, bytes: number) => {
      this.done.set(name, bytes);
      onProgress?.({ bytes: this.doneBytes(), totalBytes: this.totalBytes });
    };
    onProgress?.({ bytes: this.doneBytes(), totalBytes: this.totalBytes });
    await this.fetchSeveral(files, report);
  }

  private async fetchSeveral(
    files: readonly NamedFile[],
    report: (name: string, bytes: number) => void,
  ): Promise<void> {
    const { patience, onRetry } = this.options;
    const waiting = [...files];
    const failed = new AbortController();
    const signal = AbortSignal.any([failed.signal, ...(this.options.signal ? [this.options.signal] : [])]);
    let failure: unknown;
    const connection = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
        const [name, file] = next;
        await download(file, path.join(this.folder, name), {
          http: this.http,
          patience,
          onRetry,
          signal,
          onBytes: (bytes) => report(name, bytes),
        });
      }
    };
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

  private doneBytes(): number {
    return [...this.done.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  private find(name: string): RemoteFile {
    const file = this.listing.get(name);
    if (file && name === path.basename(name) && !name.includes('\\')) return file;
    const why = file ? `${JSON.stringify(name)} lies outside its folder` : `it has no ${name}`;
    throw new UserError(`the repository ${this.id}`, why, 'choose another repository or source');
  }

  /** Notes what an earlier call left; returns the bytes that are missing. */
  private async lookAround(files: readonly NamedFile[]): Promise<number> {
    let missing = 0;
    for (const [name, file] of files) {
      const target = path.join(this.folder, name);
      const isWhole = await isDownloaded(file, target, this.options.signal);
      const bytes = isWhole ? file.bytes : Math.min(await partBytes(target), file.bytes);
      this.done.set(name, bytes);
      // An empty file is missing too.
      missing += isWhole ? 0 : Math.max(file.bytes - bytes, 1);
    }
    return missing;
  }

  private async refuseFullDisk(missing: number): Promise<void> {
    const { reserve = () => 0 } = this.options;
    const needed = missing + reserve(this.totalBytes);
    const free = await freeDiskBytes(this.folder);
    if (free >= needed) return;
    throw new UserError(
      `the folder ${this.folder}`,
      `download and import need ${gigabytes(needed)} GB of disk space and ${gigabytes(free)} GB are free`,
      'free some space, or choose a folder on another disk with --models-folder',
    );
  }
}
