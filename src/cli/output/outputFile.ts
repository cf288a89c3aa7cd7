import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { UserError } from '../../shared/errors.ts';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import { writeFailure } from './writeFailure.ts';

/** @throws UserError when something is at the place of a file to be written, unless `force` allows to replace a file */
export async function refuseExisting(file: string, force: boolean): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory()) {
    throw new UserError(`the file ${file}`, 'a folder of that name exists', 'give another file with --out');
  }
  if (!existing || force) return;
  throw new UserError(
    `the file ${file}`,
    'it exists',
    'give another file with --out, or replace it with --force',
  );
}

/**
 * Writes a file under a temporary name beside it and renames it when whole: a failure leaves what was there before.
 * @throws UserError when it cannot be written
 */
export async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await replaceFile(file, bytes, { ending: `${randomBytes(4).toString('hex')}.partial` });
  } catch (cause) {
    throw writeFailure(file, cause);
  }
}
