import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { messageOf } from '../../shared/errors.ts';
import { cudaAdvice } from '../cuda/cudaAdvice.ts';
import { damagedGpuFile, isGpuInstalled } from '../cuda/gpuInventory.ts';
import { cudaProviderFiles, gpuSupport } from '../cuda/gpuSupport.ts';
import { ortLibraryPath } from '../ortLibrary.ts';
import { PROVIDERS, type Provider } from '../provider.ts';
import { PROBE_RESULT, type ProbeResult } from './probeResult.ts';

/** What an execution provider is good for on this machine. */
export interface ProviderReport {
  readonly provider: Provider;
  readonly works: boolean;
  /** Why it works or does not, in words. */
  readonly detail: string;
  /** What to do, where it does not work. */
  readonly nextStep?: string;
}

/** The first use of a GPU after a driver's update compiles its kernels. */
const PROBE_TIMEOUT_MS = 120_000;

const INSTALL_GPU_SUPPORT =
  'with an NVIDIA GPU, `telechat-writer gpu install` or, in VS Code, "TeleChat: Install GPU Support"';

/**
 * Finds out which execution providers work here.
 * @param probe the bundled program of probe.ts
 */
export function probeProviders(probe: string): Promise<ProviderReport[]> {
  return Promise.all(PROVIDERS.map((provider) => probeProvider(probe, provider)));
}

/**
 * The fastest provider that works here.
 * @param probe the bundled program of probe.ts
 */
export async function fastestProvider(probe: string): Promise<Provider> {
  return (await probeProvider(probe, 'cuda')).works ? 'cuda' : 'cpu';
}

/**
 * Finds out whether one execution provider works here. A native library may crash the process that loads it, so it is first
 * loaded in a short-lived child.
 * @param probe the bundled program of probe.ts
 * @throws the signal's reason when aborted
 */
export async function probeProvider(
  probe: string,
  provider: Provider,
  signal?: AbortSignal,
): Promise<ProviderReport> {
  const absent = provider === 'cuda' ? cudaProviderAbsence() : undefined;
  if (absent) return { provider, works: false, ...absent, ...(await cudaProviderDamage(signal)) };
  const result = await runProbe(probe, provider, signal);
  if (result.works) return { provider, works: true, detail: result.detail };
  const damage = provider === 'cuda' ? await cudaProviderDamage(signal) : undefined;
  if (damage) return { provider, works: false, ...damage };
  const { detail, missing } = result;
  return {
    provider,
    works: false,
    detail: missing.length > 0 ? `this system has no ${missing.join(', ')}` : detail,
    nextStep:
      provider === 'cuda' ? cudaAdvice(missing, detail) : 'install the package for this platform again',
  };
}

function cudaProviderAbsence(): Pick<ProviderReport, 'detail' | 'nextStep'> | undefined {
  const files = cudaProviderFiles();
  if (!files) return { detail: 'NVIDIA GPUs are supported on Linux and Windows with x64 processors' };
  const folder = path.dirname(ortLibraryPath('cuda'));
  if (files.every((file) => existsSync(path.join(folder, file)))) return undefined;
  const support = gpuSupport();
  const state = support && existsSync(support.folder) ? 'damaged' : 'not installed';
  return { detail: `GPU support is ${state}`, nextStep: INSTALL_GPU_SUPPORT };
}

/** What was damaged without a change of its length is found only by reading it. */
async function cudaProviderDamage(
  signal?: AbortSignal,
): Promise<Pick<ProviderReport, 'detail' | 'nextStep'> | undefined> {
  const support = gpuSupport();
  if (!support || !isGpuInstalled(support)) return undefined;
  const file = await damagedGpuFile(support, signal);
  return file === undefined
    ? undefined
    : { detail: `GPU support is damaged: ${file}`, nextStep: INSTALL_GPU_SUPPORT };
}

async function runProbe(probe: string, provider: Provider, signal?: AbortSignal): Promise<ProbeResult> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [probe, provider], {
      timeout: PROBE_TIMEOUT_MS,
      // As for the sidecar: Windows looks for libraries in the working directory.
      cwd: path.dirname(probe),
      signal,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    return v.parse(v.pipe(v.string(), v.parseJson(), PROBE_RESULT), stdout);
  } catch (error) {
    signal?.throwIfAborted();
    return { works: false, detail: howItEnded(error), missing: [] };
  }
}

/** The last words of a probe that could not print its result; else how it ended. */
function howItEnded(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said.split('\n').at(-1) || messageOf(error);
}
