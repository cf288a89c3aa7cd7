import { mkdir, readdir, rename, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { isDiskFull } from '../diskFull.ts';
import { isAbort, messageOf, UserError } from '../errors.ts';
import { readJson } from './jsonFile.ts';

const MEBIBYTE = 2 ** 20;

const JOURNAL = 'journal.json';

const JOURNAL_JSON = v.object({
  key: v.string(),
  pid: v.pipe(v.number(), v.integer()),
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
 * @param key what the content depends on: an earlier attempt for something else is thrown away
 * @param neededBytes refused at once when the disk has less
 * @throws UserError when the target holds files already, another process fills it, the disk is full or cannot be written
 */
export async function createWhole(
  target: string,
  key: string,
  neededBytes: number,
  fill: (partial: PartialFolder) => Promise<void>,
): Promise<void> {
  await refuseFilled(target);
  const folder = `${target}.partial`;
  const resume = await takeOver(folder, target, key);
  const note = (state: ImportState) => writeJournal(folder, key, state);
  try {
    await note(resume);
    await refuseFullDisk(folder, target, neededBytes - resume.bytes);
    await fill({ folder, resume, note });
    await rm(path.join(folder, JOURNAL));
    await rmdir(target).catch(ignoreAbsent);
    await rename(folder, target);
  } catch (error) {
    if (!isAbort(error) && !isDiskFull(error)) await rm(folder, { recursive: true, force: true });
    throw asUserError(error, target);
  }
}

/** Makes the partial folder, or takes over what an earlier process left in it. */
async function takeOver(folder: string, target: string, key: string): Promise<ImportState> {
  const json = await readJson(path.join(folder, JOURNAL), '').catch(() => undefined);
  const journal = v.safeParse(JOURNAL_JSON, json);
  if (journal.success && journal.output.pid !== process.pid && isAlive(journal.output.pid)) {
    throw new UserError(
      `the folder ${target}`,
      `process ${journal.output.pid} is writing it`,
      `wait for it; or, if that process does something else, remove ${folder}`,
    );
  }
  if (journal.success && journal.output.key === key) return journal.output;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UserError(`the folder ${target}`, messageOf(error), 'choose a place that can be written', {
      cause: error,
    });
  });
  return { weights: 0, bytes: 0 };
}

/** Replaced as a whole, so that a power cut leaves the old state or the new one. */
async function writeJournal(folder: string, key: string, { weights, bytes }: ImportState): Promise<void> {
  const file = path.join(folder, JOURNAL);
  await writeFile(`${file}.new`, JSON.stringify({ key, pid: process.pid, weights, bytes }), { flush: true });
  await rename(`${file}.new`, file);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
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
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  const why = `it needs ${mebibytes(neededBytes)} of disk space and ${mebibytes(free)} are free`;
  throw new UserError(`the folder ${target}`, why, 'free some space or choose another disk');
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MEBIBYTE)} MiB`;
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
