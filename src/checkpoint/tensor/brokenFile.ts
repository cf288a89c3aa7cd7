import { UserError } from '../../shared/errors.ts';

/** It may be a checkpoint's file or an adapter's. */
const FETCH_AGAIN =
  'get this file again from where it comes from, and compare its checksum where one is published';

/** @returns the error for a file that is broken or was made to mislead, naming the file, the tensor and the reason */
export function brokenFile(file: string, why: string, tensor?: string): UserError {
  return new UserError(tensor === undefined ? file : `tensor ${tensor} in ${file}`, why, FETCH_AGAIN);
}
