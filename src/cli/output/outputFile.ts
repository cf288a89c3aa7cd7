import { randomBytes } from 'node:crypto';
import { replaceFile } from '../../shared/files/replaceFile.ts';
import { type OutputTarget, refuseNewcomer } from './outputTarget.ts';
import { writeFailure } from './writeFailure.ts';

/**
 * Writes a file under a temporary name beside it and renames it when whole: a failure leaves what was there before.
 * @throws UserError when it cannot be written
 */
export async function writeOutput(target: OutputTarget, bytes: Uint8Array): Promise<void> {
  await refuseNewcomer(target);
  try {
    const ending = `${randomBytes(4).toString('hex')}.partial`;
    await replaceFile(target.file, bytes, { ending, mode: target.mode });
  } catch (cause) {
    throw writeFailure(target.path, cause);
  }
}
