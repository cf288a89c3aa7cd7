import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { isAlive } from '../isAlive.ts';

/** Holds the id of the process that works in the folder. */
export const LOCK_FILE = 'lock';

/** More than passes between the making of a lock and the writing of what it holds. */
const SETTLED_MS = 200;

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

async function take(file: string, what: string): Promise<void> {
  for (;;) {
    try {
      return await make(file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    let pid = await readPid(file);
    if (pid === 0) {
      await setTimeout(SETTLED_MS);
      pid = await readPid(file);
    }
    if (pid > 0 && isAlive(pid)) {
      throw new UserError(
        what,
        `process ${pid} is at it`,
        `wait for it; or, if that process does something else, remove ${file}`,
      );
    }
    await rm(file, { force: true });
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

/** 0 where there is none. */
async function readPid(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8').catch(() => '')) || 0;
}
