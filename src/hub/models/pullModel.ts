import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { PulledModel, PullStage } from '../../cliContract/modelsPull.ts';
import type { ByteProgress } from '../../shared/byteProgress.ts';
import { isAbort, UserError } from '../../shared/errors.ts';
import type { WeightType } from '../../shared/weightType.ts';
import { modelBytes } from '../../telechat/folder/modelBytes.ts';
import { isModelFolder, readModelFolder } from '../../telechat/folder/modelFolder.ts';
import { downloadFolder, newModelFolder } from '../../telechat/folder/modelsFolder.ts';
import { importCheckpoint } from '../../telechat/import/importer.ts';
import { isCheckpointFolder } from '../../telechat/import/resolveModel.ts';
import { type CheckpointDownloadOptions, downloadCheckpoint } from './downloadCheckpoint.ts';
import { pageOf, type Repository } from './hubRepository.ts';
import { type PullRecord, readPull, removePullRecord, writePullRecord } from './pullRecord.ts';
import { parseRepository, sourceOf } from './repositoryId.ts';

/** Size of an imported model beside that of its checkpoint, at most: scales and padding included. */
const IMPORTED_SHARE: Readonly<Record<WeightType, number>> = { fp32: 2.1, fp16: 1.1, int8: 0.7, int4: 0.6 };

/** What to make of a repository, and where; `onStage` is told of the stage and what it is at. */
export interface PullOptions
  extends Pick<
    CheckpointDownloadOptions,
    'patience' | 'stallMs' | 'onRetry' | 'onOffline' | 'onUnverified' | 'signal'
  > {
  /** Where models are. */
  readonly models: string;
  readonly weights?: WeightType;
  /** Of the model. Default: that of the repository, and the weights if they are chosen. */
  readonly name?: string;
  /** Keeps the downloaded checkpoint after its import. */
  readonly keepCheckpoint?: boolean;
  readonly onStage?: (stage: PullStage, from: string) => void;
  readonly onProgress?: (progress: ByteProgress) => void;
}

/**
 * What a person wants to pull: a checkpoint folder of this machine, or a repository of a hub.
 * @throws UsageError when it is neither
 */
export async function pullSource(
  text: string,
  source?: string,
): Promise<Repository | { readonly folder: string }> {
  if (source === undefined && (await isCheckpointFolder(text))) return { folder: path.resolve(text) };
  return parseRepository(text, source);
}

/**
 * Gets a model into the models folder: downloads its checkpoint, unless it is a folder of this machine, and imports it.
 * Goes on where an earlier call stopped.
 * @throws UserError as `downloadCheckpoint` and `importCheckpoint` do, or when another model has the name; the signal's
 *   reason when aborted
 */
export async function pullModel(
  from: Repository | { readonly folder: string },
  options: PullOptions,
): Promise<PulledModel> {
  const started = performance.now();
  const { models, weights, onProgress, signal } = options;
  const source = 'folder' in from ? path.basename(from.folder) : from.id;
  const name = options.name ?? modelName(source, weights);
  const out = newModelFolder(models, name);
  const there = await pulledBefore(out, source, weights);
  if (there) {
    await removePullRecord(models, name);
    return { name, model: out, bytes: there.bytes, seconds: 0, wasThere: true };
  }
  const note = (progress: Pick<PullRecord, 'stage' | 'totalBytes'>) =>
    writePullRecord(models, name, { ...recordOf(from), ...(weights ? { weights } : {}), ...progress });
  try {
    const checkpoint = 'folder' in from ? from.folder : await fetchCheckpoint(from, options, note);
    await note({ stage: 'import' });
    options.onStage?.('import', source);
    const { bytes } = await importCheckpoint({
      checkpoint,
      out,
      name,
      source,
      ...('folder' in from ? {} : { license: `see ${pageOf(from)}` }),
      ...(weights ? { weights } : {}),
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    });
    await removePullRecord(models, name);
    if (!('folder' in from) && !options.keepCheckpoint) {
      await rm(downloadsOf(from, models), { recursive: true, force: true });
    }
    return { name, model: out, bytes, seconds: (performance.now() - started) / 1000, wasThere: false };
  } catch (error) {
    if (!isAbort(error)) await forgetIfNothingIsLeft(models, name);
    throw error;
  }
}

function recordOf(from: Repository | { readonly folder: string }): Pick<PullRecord, 'from' | 'source'> {
  return 'folder' in from ? { from: from.folder } : { from: from.id, source: sourceOf(from.hub) };
}

/** A failed import leaves nothing, nor does a repository that is not there: there is nothing to go on with. */
async function forgetIfNothingIsLeft(models: string, name: string): Promise<void> {
  const pull = await readPull(models, name);
  if (pull?.bytes === 0) await removePullRecord(models, name);
}

async function fetchCheckpoint(
  repository: Repository,
  options: PullOptions,
  note: (progress: Pick<PullRecord, 'stage' | 'totalBytes'>) => Promise<void>,
): Promise<string> {
  options.onStage?.('download', pageOf(repository));
  await note({ stage: 'download' });
  // One after another, the last after the download's end.
  let noted = Promise.resolve();
  let total: number | undefined;
  const onProgress = (progress: ByteProgress) => {
    const { totalBytes } = progress;
    if (totalBytes !== total) noted = noted.then(() => note({ stage: 'download', totalBytes }));
    total = totalBytes;
    options.onProgress?.(progress);
  };
  const share = IMPORTED_SHARE[options.weights ?? 'fp16'];
  try {
    return await downloadCheckpoint(repository, downloadsOf(repository, options.models), {
      ...options,
      onProgress,
      reserve: (bytes) => bytes * share,
    });
  } finally {
    await noted;
  }
}

function downloadsOf({ hub, id }: Repository, models: string): string {
  return downloadFolder(models, hub.endpoint, id);
}

function modelName(source: string, weights: WeightType | undefined): string {
  const name = path.basename(source);
  return weights === undefined || name.toLowerCase().endsWith(weights) ? name : `${name}-${weights}`;
}

/** The same model, pulled before. */
async function pulledBefore(
  out: string,
  source: string,
  weights: WeightType | undefined,
): Promise<{ readonly bytes: number } | undefined> {
  if (!(await isModelFolder(out))) return undefined;
  const manifest = await readModelFolder(out).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.what,
      error.why,
      `remove it with \`models remove ${path.basename(out)}\` first`,
    );
  });
  if (manifest.source !== source || (weights !== undefined && manifest.weights !== weights)) {
    throw new UserError(
      `the model ${path.basename(out)}`,
      `it is there, from ${manifest.source} with ${manifest.weights} weights`,
      'give the new one another name with --name, or remove it first',
    );
  }
  return { bytes: modelBytes(manifest) };
}
