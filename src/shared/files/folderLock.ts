import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { isAlive } from '../isAlive.ts';

/** Holds the id of the process that works in the folder. */
export const LOCK_FILE = 'lock';

/** More than passes between the making of a lock and the writing of what it holds. */
const SETTLED_MS = 200;

/** Between two looks whether it is one's turn, at the most, and all of them. */
const WAIT_MS = 10;
const LONGEST_WAIT_MS = 10_000;

/** A look at a lock that its process has left takes no longer. */
const GUARD_MS = 20;

/**
 * Runs `work` while no other process works in the folder.
 * @param what the work, as a noun phrase
 * @throws UserError when another does
 */
export async function withLock<Result>(
  folder: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = path.join(folder, LOCK_FILE);
  await take(file, what);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Runs `work`, which takes milliseconds, when no other does in the folder.
 * @param what the work, as a noun phrase
 * @throws UserError when one does for ten seconds
 */
export async function inTurn<Result>(
  folder: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = path.join(folder, LOCK_FILE);
  const end = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      await take(file, what);
      break;
    } catch (error) {
      if (!(error instanceof UserError) || performance.now() > end) throw error;
      // Those who wait must not look all at once.
      await setTimeout(WAIT_MS * Math.random());
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string, what: string): Promise<void> {
  while (!(await isMade(file))) {
    const pid = await holder(file);
    if (typeof pid === 'number') {
      throw new UserError(
        what,
        `process ${pid} is at it`,
        `wait for it; or, if that process does something else, remove ${file}`,
      );
    }
    // One that has just gone is nobody's: the next that is there may be made by another meanwhile.
    if (pid === 'left') await removeLeft(file);
  }
}

/**
 * Removes a lock whose process is gone. Of several that find it one does at a time, and looks again: another may have removed
 * it and made its own.
 */
async function removeLeft(file: string): Promise<void> {
  const guard = `${file}.left`;
  if (await isMade(guard)) {
    try {
      if ((await holder(file)) === 'left') await rm(file, { force: true });
    } finally {
      await rm(guard, { force: true });
    }
  } else if ((await holder(guard)) === 'left') await rm(guard, { force: true });
  else await setTimeout(GUARD_MS);
}

/** @returns the process that holds a lock; `left` where that is gone, `none` where there is no lock */
async function holder(file: string): Promise<number | 'left' | 'none'> {
  let pid = await readPid(file);
  if (pid === 0) {
    await setTimeout(SETTLED_MS);
    pid = await readPid(file);
  }
  if (pid === undefined) return 'none';
  return pid > 0 && isAlive(pid) ? pid : 'left';
}

/** @returns false where it is there */
async function isMade(file: string): Promise<boolean> {
  try {
    await make(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws the system's error, which is EEXIST where the lock is taken */
async function make(file: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(String(process.pid));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** 0 where the lock does not say it yet; undefined where there is no lock. */
async function readPid(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text) || 0;
}
