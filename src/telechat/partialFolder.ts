import { mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';

const MEBIBYTE = 2 ** 20;

/**
 * Fills a folder under a temporary name beside the target and renames it when whole, so that the target, once it exists,
 * is complete. Whatever fails or is aborted leaves nothing.
 * @param neededBytes refused at once when the disk has less
 * @throws UserError when the target holds files already, the disk is full or cannot be written
 */
export async function createWhole(
  target: string,
  neededBytes: number,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await refuseFilled(target);
  const partial = `${target}.partial-${process.pid}`;
  // A folder of this name can only be what an earlier process with the same id left when it was killed.
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true }).catch((error: unknown) => {
    throw new UserError(`the folder ${target}`, messageOf(error), 'choose a place that can be written', {
      cause: error,
    });
  });
  try {
    await refuseFullDisk(partial, target, neededBytes);
    await fill(partial);
    await rmdir(target).catch(ignoreAbsent);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw asUserError(error, target);
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
