import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { mebibytes } from '../../shared/byteText.ts';
import { isAbort, messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { folderBytes } from '../../shared/files/folderBytes.ts';
import { LOCK_FILE, withLock } from '../../shared/files/folderLock.ts';
import { freeDiskBytes } from '../../shared/files/freeDisk.ts';
import { readJson } from '../../shared/files/jsonFile.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import { writtenPlace } from '../../shared/files/writtenPlace.ts';

const JOURNAL = 'journal.json';

const JOURNAL_JSON = v.object({
  key: v.string(),
  weights: v.pipe(v.number(), v.integer(), v.minValue(0)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** How far an import has safely come. */
export interface ImportState {
  /** Weights that are whole. */
  readonly weights: number;
  /** Length of the weights file after them. */
  readonly bytes: number;
}

/** A folder that is being filled, and what an earlier attempt left in it. */
export interface PartialFolder {
  readonly folder: string;
  readonly resume: ImportState;
  /** Records a state, once what it says is on the disk. */
  note(state: ImportState): Promise<void>;
}

/**
 * Fills a folder under a temporary name beside the target and renames it when whole, so that the target, once it exists,
 * is complete. A failure leaves nothing. After an abort, a crash or on a disk that filled up the partial folder stays, and
 * the next call with the same key goes on from there.
 * One process fills it at a time.
 * @param key what the content depends on: an earlier attempt for something else is thrown away
 * @param neededBytes refused at once when the disk has less
 * @throws UserError when the target holds files already, another process fills it, the disk is full or cannot be written
 */
export async function createWhole(
  place: string,
  key: string,
  neededBytes: number,
  fill: (partial: PartialFolder) => Promise<void>,
): Promise<void> {
  const target = await withoutLinks(place);
  await refuseFilled(target);
  const folder = `${target}.partial`;
  await makeFolder(folder).catch((error: unknown) => {
    throw new UserError(`the folder ${target}`, messageOf(error), 'choose a place that can be written', {
      cause: error,
    });
  });
  try {
    await withLock(folder, `the folder ${target}`, () => fillLocked(folder, target, key, neededBytes, fill));
    await rm(path.join(target, LOCK_FILE), { force: true });
  } catch (error) {
    await rmdir(folder).catch(() => undefined);
    throw asUserError(error, target);
  }
}

/** A link to a folder is filled where it points to: a folder cannot take the place of a link. */
async function withoutLinks(place: string): Promise<string> {
  try {
    return (await writtenPlace(place)).file;
  } catch (error) {
    throw asUserError(error, place);
  }
}

/** What an earlier attempt left stays where this one is refused. */
async function fillLocked(
  folder: string,
  target: string,
  key: string,
  neededBytes: number,
  fill: (partial: PartialFolder) => Promise<void>,
): Promise<void> {
  // Whoever had the lock before may have made the target.
  await refuseFilled(target);
  const resume = await takeOver(folder, key);
  // What came after the last note is written over.
  await refuseFullDisk(folder, target, neededBytes - (await folderBytes(folder)));
  const note = (state: ImportState) => writeJournal(folder, key, state);
  try {
    await note(resume);
    await fill({ folder, resume, note });
    await rm(path.join(folder, JOURNAL));
    await rmdir(target).catch(ignoreAbsent);
    await rename(folder, target);
  } catch (error) {
    if (!isAbort(error) && !isDiskFull(error)) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Takes over what an earlier process left in the folder, or clears it away where that is something else. */
async function takeOver(folder: string, key: string): Promise<ImportState> {
  const json = await readJson(path.join(folder, JOURNAL), '').catch(() => undefined);
  const journal = v.safeParse(JOURNAL_JSON, json);
  if (journal.success && journal.output.key === key) return journal.output;
  for (const name of await readdir(folder)) {
    if (name !== LOCK_FILE) await rm(path.join(folder, name), { recursive: true });
  }
  return { weights: 0, bytes: 0 };
}

async function writeJournal(folder: string, key: string, { weights, bytes }: ImportState): Promise<void> {
  await replaceFile(path.join(folder, JOURNAL), JSON.stringify({ key, weights, bytes }));
}

async function refuseFilled(target: string): Promise<void> {
  const held = await readdir(target).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw asUserError(error, target);
  });
  if (held === undefined || held.length === 0) return;
  throw new UserError(
    `the folder ${target}`,
    'it exists and is not empty',
    'choose another or remove it first',
  );
}

async function refuseFullDisk(folder: string, target: string, neededBytes: number): Promise<void> {
  const free = await freeDiskBytes(folder);
  if (free >= neededBytes) return;
  const why = `it needs ${mebibytes(neededBytes)} MiB of disk space and ${mebibytes(free)} MiB are free`;
  throw new UserError(`the folder ${target}`, why, 'free some space or choose another disk');
}

function ignoreAbsent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}

/** What the system says of a disk that fills up or a folder that another process filled meanwhile. */
function asUserError(error: unknown, target: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (isDiskFull(error)) {
    const nextStep = 'free some space, then start it again: it goes on where it was';
    return new UserError(`the folder ${target}`, 'the disk is full', nextStep, { cause: error });
  }
  const nextStep =
    code === 'ENOTEMPTY' || code === 'EEXIST'
      ? 'choose another or remove it first'
      : 'check the disk and try again';
  return new UserError(`the folder ${target}`, messageOf(error), nextStep, { cause: error });
}

/** The code of an error that the operating system gave. */
function codeOf(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  return isSystemError && typeof error.code === 'string' ? error.code : undefined;
}
