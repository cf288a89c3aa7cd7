import { UserError } from '../../shared/errors.ts';

const FETCH_AGAIN = 'download the checkpoint again and compare its checksum with the published one';

/** @returns the error for a file that is broken or was made to mislead, naming the file, the tensor and the reason */
export function brokenFile(file: string, why: string, tensor?: string): UserError {
  return new UserError(tensor === undefined ? file : `tensor ${tensor} in ${file}`, why, FETCH_AGAIN);
}
