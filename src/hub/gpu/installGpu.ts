import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GpuInstallation } from '../../cliContract/gpuInstall.ts';
import { damagedGpuFile, isGpuInstalled } from '../../onnx/cuda/gpuInventory.ts';
import type { GpuSupport } from '../../onnx/cuda/gpuSupport.ts';
import { bundledLibraryPath } from '../../onnx/ortLibrary.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { gigabytes } from '../../shared/byteText.ts';
import { UserError } from '../../shared/errors.ts';
import { type FileHash, hasHash } from '../../shared/files/fileHash.ts';
import { withLock } from '../../shared/files/folderLock.ts';
import { freeDiskBytes } from '../../shared/files/freeDisk.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { download, isDownloaded } from '../download/download.ts';
import { HttpError, HubClient } from '../download/hubClient.ts';
import { discardPart, partBytes } from '../download/partFile.ts';
import type { RetryOptions } from '../download/retry.ts';
import { npmProxies, packageUrl } from './npmRegistry.ts';
import { unpackGpu } from './unpackGpu.ts';

/** The archive lies here until it is unpacked. */
const DOWNLOADS = '.downloads';

/** First `download` or, of an archive on this machine, `verify`; then `unpack`. */
export type GpuStage = 'download' | 'verify' | 'unpack';

/** Where the libraries come from, and who hears of what. */
export interface GpuInstallOptions extends Pick<RetryOptions, 'patience' | 'onRetry' | 'signal'> {
  /** An npm registry, as `npmRegistry` returns it, or the package's archive on this machine. */
  readonly from: { readonly registry: string } | { readonly file: string };
  /** How long a connection may be silent. */
  readonly stallMs?: number;
  readonly onStage?: (stage: GpuStage, from: string) => void;
  readonly onProgress?: (progress: ByteProgress) => void;
}

/**
 * Gets the provider's package, whose hash this program knows, and puts its files where ONNX Runtime finds them. A download
 * that was interrupted goes on at its byte.
 * @throws UserError when the package cannot be had or is another, or the disk is full; the signal's reason when aborted. Of an
 *   archive that is not the right one nothing is left.
 */
export async function installGpu(support: GpuSupport, options: GpuInstallOptions): Promise<GpuInstallation> {
  const started = performance.now();
  const { folder } = support;
  if (await isWhole(support, options.signal)) return { folder, seconds: 0, wasThere: true };
  const root = path.dirname(folder);
  const downloads = path.join(root, DOWNLOADS);
  await makeFolder(downloads);
  try {
    await withLock(downloads, 'the installation of GPU support', async () => {
      const archive = await verifiedArchive(support, downloads, options);
      options.onStage?.('unpack', archive);
      await unpackGpu(archive, bundledLibraryPath(), support, options);
    });
    await rm(downloads, { recursive: true, force: true });
  } finally {
    // What was not begun leaves no empty folders.
    for (const place of [downloads, root]) await removeIfEmpty(place);
  }
  return { folder, seconds: (performance.now() - started) / 1000, wasThere: false };
}

/** Someone may have damaged what an earlier installation put there. */
async function isWhole(support: GpuSupport, signal?: AbortSignal): Promise<boolean> {
  return isGpuInstalled(support) && (await damagedGpuFile(support, signal)) === undefined;
}

/** Where the archive is, downloaded or given, once its hash is found right. */
async function verifiedArchive(
  support: GpuSupport,
  downloads: string,
  options: GpuInstallOptions,
): Promise<string> {
  const { from, onStage, signal } = options;
  if ('registry' in from) return downloadArchive(support, downloads, from.registry, options);
  const file = path.resolve(from.file);
  const { name, version, bytes } = support.package;
  const size = await stat(file).then(
    (info) => info.size,
    (cause: unknown) => {
      throw new UserError(file, 'there is no such file', `download ${name}@${version} with npm pack`, {
        cause,
      });
    },
  );
  await refuseFullDisk(support, downloads, 0);
  onStage?.('verify', file);
  if (size === bytes && (await hasHash(file, hashOf(support), signal))) return file;
  throw new UserError(file, `it is not ${name}@${version}`, `download that with npm pack, and give its file`);
}

async function downloadArchive(
  support: GpuSupport,
  downloads: string,
  registry: string,
  options: GpuInstallOptions,
): Promise<string> {
  const { patience, onRetry, signal, onStage, onProgress, stallMs } = options;
  const { name, version, bytes: totalBytes } = support.package;
  const url = packageUrl(registry, name, version);
  const file = { url, bytes: totalBytes, hash: hashOf(support) };
  const archive = path.join(downloads, path.basename(url.pathname));
  const isThere = await isDownloaded(file, archive, signal);
  await refuseFullDisk(support, downloads, isThere ? 0 : totalBytes - (await partBytes(archive)));
  onStage?.('download', registry);
  const http = new HubClient(stallMs, npmProxies());
  try {
    const onBytes = (bytes: number) => onProgress?.({ bytes, totalBytes });
    await download(file, archive, { http, patience, onRetry, signal, onBytes });
    return archive;
  } catch (error) {
    if ((await partBytes(archive)) === 0) await discardPart(archive);
    throw registryFailure(error, registry);
  } finally {
    await http.close();
  }
}

/** What a refusal of a registry means; a hub of models has other reasons. */
function registryFailure(error: unknown, registry: string): unknown {
  if (!(error instanceof UserError) || !(error.cause instanceof HttpError)) return error;
  const { status } = error.cause;
  if (![401, 403, 404].includes(status)) return error;
  const why = status === 404 ? `${registry} does not have it` : `${registry} asks for a key`;
  return new UserError(error.what, why, 'choose another registry, or give the package as a file', {
    cause: error,
  });
}

function hashOf({ package: { integrity } }: GpuSupport): FileHash {
  return { kind: 'sha512', hex: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') };
}

async function refuseFullDisk(support: GpuSupport, folder: string, missingBytes: number): Promise<void> {
  const library = await stat(bundledLibraryPath());
  const needed = missingBytes + support.package.unpackedBytes + library.size;
  const free = await freeDiskBytes(folder);
  if (free >= needed) return;
  throw new UserError(
    `the folder ${path.dirname(folder)}`,
    `GPU support needs ${gigabytes(needed)} GB of disk space and ${gigabytes(free)} GB are free`,
    'free some space, or set TELECHAT_WRITER_GPU to a folder on another disk',
  );
}

async function removeIfEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => ['']);
  if (names.length === 0) await rmdir(folder).catch(() => undefined);
}
