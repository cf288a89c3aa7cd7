import { messageOf, UserError } from '../errors.ts';
import { isDiskFull } from './diskFull.ts';

/** What the system says of a file or a folder, which is no fault of ours, for a person; undefined for any other failure. */
export function machineFailure(error: unknown): UserError | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'path' in error)) return undefined;
  const nextStep = isDiskFull(error)
    ? 'free some space, then try again'
    : 'check that it is there and that you may read and write it';
  return new UserError(String(error.path), messageOf(error), nextStep, { cause: error });
}
