import { messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';

/** What a person is told of a file that the system did not let be written. */
export function writeFailure(file: string, cause: unknown): UserError {
  const [why, nextStep] = isDiskFull(cause)
    ? ['the disk is full', 'free some space, or give a file on another disk with --out']
    : [messageOf(cause), 'close the program that has it open, or give another file with --out'];
  return new UserError(`writing ${file}`, why, nextStep, { cause });
}
