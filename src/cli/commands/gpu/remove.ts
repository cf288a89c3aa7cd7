import { Command } from 'commander';
import type { GpuRemoved } from '../../../cliContract/gpuRemove.ts';
import { removeGpu } from '../../../hub/gpu/removeGpu.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { printResult } from '../../output/output.ts';

/** `gpu remove`: takes GPU support off this machine. */
export function removeCommand(): Command {
  return new Command('remove')
    .description('Remove GPU support, of every version, and unfinished downloads of it.')
    .option('--json', 'print one JSON object')
    .action(async (flags: { readonly json?: boolean }) => {
      const removed: GpuRemoved = { bytes: await removeGpu() };
      const text =
        removed.bytes > 0
          ? `GPU support is removed; ${megabytes(removed.bytes)} MB are free again`
          : 'GPU support was not installed';
      printResult(removed, flags, text);
    });
}
