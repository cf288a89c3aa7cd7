import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemFile } from '../../shared/files/windowsPath.ts';

const TIMEOUT_MS = 10_000;

/**
 * Asks the driver's own program about the GPUs: a line for each, its values parted by commas, sizes in MiB. Empty where there
 * is no NVIDIA driver.
 */
export async function nvidiaSmi(fields: readonly string[]): Promise<string> {
  const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
  const program = systemFile(process.platform === 'win32' ? 'nvidia-smi.exe' : 'nvidia-smi');
  if (program === undefined) return '';
  return promisify(execFile)(program, query, { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
