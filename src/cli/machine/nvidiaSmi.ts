import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 10_000;

/**
 * Asks the driver's own program about the GPUs: a line for each, its values parted by commas, sizes in MiB. Empty where there
 * is no NVIDIA driver.
 */
export async function nvidiaSmi(fields: readonly string[]): Promise<string> {
  const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
  return promisify(execFile)('nvidia-smi', query, { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
