import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError, UserError } from '../../shared/errors.ts';
import { type WrittenPlace, writtenPlace } from '../../shared/files/writtenPlace.ts';
import { writeFailure } from './writeFailure.ts';

/** A file that a command will write. */
export interface OutputTarget {
  /** As a person gave it. */
  readonly path: string;
  /** Where the bytes go: what a link points to. */
  readonly file: string;
  /** Permissions of the file that it replaces. */
  readonly mode?: number;
}

/** What a command may replace. */
export interface TargetRules {
  /** `--force`: a file that is there may be replaced. */
  readonly force?: boolean | undefined;
  /** Files that the command reads, which it never replaces. */
  readonly inputs?: readonly string[];
  /** A document that is gone on with: it may be replaced by the whole of it. */
  readonly fragment?: string;
}

const ANOTHER = 'give another file with --out';

/**
 * The one rule of all commands that write, held before they work: a file that is there stays without `--force`, one that is
 * read stays always, and what is no file is not written to.
 * @throws UserError when nothing may or can be written there
 */
export async function outputTarget(
  given: string,
  { force, inputs = [], fragment }: TargetRules,
): Promise<OutputTarget> {
  if (given === '') throw new UsageError('--out', 'it is empty', ANOTHER);
  const { file, existing } = await place(given);
  if (existing?.isDirectory() || /[\\/]$/.test(given)) throw refusal(given, 'it is a folder');
  if (existing && !existing.isFile()) throw refusal(given, 'it is a device or a pipe');
  for (const input of inputs) {
    if (!(await isSameFile(given, input))) continue;
    throw new UsageError(`the file ${given}`, `it is ${input} itself, which is read`, ANOTHER);
  }
  const isFragment = fragment !== undefined && (await isSameFile(given, fragment));
  if (existing && !force && !isFragment) {
    throw refusal(given, 'it exists', `${ANOTHER}, or replace it with --force`);
  }
  await refuseUnwritable(given, path.dirname(file));
  return { path: given, file, ...(existing ? { mode: existing.mode & 0o777 } : {}) };
}

/** @throws UserError where a file has come to the target's place since, which is not to be replaced */
export async function refuseNewcomer({ path: given, mode }: OutputTarget): Promise<void> {
  if (mode === undefined && (await place(given)).existing) {
    throw refusal(given, 'another program has made it meanwhile');
  }
}

/** Whether two paths lead to one file. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

async function place(given: string): Promise<WrittenPlace> {
  try {
    return await writtenPlace(given);
  } catch (error) {
    throw writeFailure(given, error);
  }
}

/** Folders that are not there yet are made with the file. */
async function refuseUnwritable(given: string, folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    const parent = path.dirname(folder);
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent || parent === folder) throw writeFailure(given, error);
    await refuseUnwritable(given, parent);
  }
}

function refusal(given: string, why: string, nextStep = ANOTHER): UserError {
  return new UserError(`the file ${given}`, why, nextStep);
}
