import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';

/** What an execution provider is good for on this machine. */
export interface ProviderReport {
  readonly provider: string;
  readonly works: boolean;
  /** Why it works or does not, in words. */
  readonly detail: string;
}

const PROBE_TIMEOUT_MS = 60_000;

/**
 * Finds out which execution providers ONNX Runtime has here. A native library may crash the process that loads it, so
 * it is loaded in a short-lived child: `program` run with `arguments`, which prints `availableProviders()` as JSON.
 */
export async function probeProviders(program: string, args: readonly string[]): Promise<ProviderReport[]> {
  let available: string[];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
      timeout: PROBE_TIMEOUT_MS,
    });
    available = JSON.parse(stdout) as string[];
  } catch (error) {
    return [{ provider: 'cpu', works: false, detail: `ONNX Runtime does not load: ${messageOf(error)}` }];
  }
  return [
    {
      provider: 'cpu',
      works: available.includes('CPUExecutionProvider'),
      detail: 'ONNX Runtime loads and has it',
    },
    {
      provider: 'cuda',
      works: false,
      detail: 'this version of TeleChat Writer runs on the CPU; GPU support is being built',
    },
  ];
}
