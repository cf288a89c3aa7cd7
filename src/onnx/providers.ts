import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../native/manifest.json' with { type: 'json' };
import { messageOf } from '../errors.ts';
import { ortLibraryPath } from './ortApi.ts';
import { PROVIDERS, type Provider } from './provider.ts';

/** What an execution provider is good for on this machine. */
export interface ProviderReport {
  readonly provider: Provider;
  readonly works: boolean;
  /** Why it works or does not, in words. */
  readonly detail: string;
}

/** The first use of a GPU after a driver's update compiles its kernels. */
const PROBE_TIMEOUT_MS = 120_000;

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
 */
export async function probeProvider(probe: string, provider: Provider): Promise<ProviderReport> {
  const missing = provider === 'cuda' ? missingCudaFile() : undefined;
  if (missing) return { provider, works: false, detail: missing };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [probe, provider], {
      timeout: PROBE_TIMEOUT_MS,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    return { provider, works: true, detail: stdout.trim() };
  } catch (error) {
    return { provider, works: false, detail: reasonOf(error) };
  }
}

function missingCudaFile(): string | undefined {
  const files = (manifest.cudaProvider as Partial<Record<string, string[]>>)[
    `${process.platform}-${process.arch}`
  ];
  if (!files) return 'NVIDIA GPUs are supported on Linux and Windows with x64 processors';
  const folder = path.dirname(ortLibraryPath());
  const missing = files.find((file) => !existsSync(path.join(folder, file)));
  return missing && `${missing} is not installed`;
}

/** The probe's own words where it has said any; else how it ended. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said.split('\n').at(-1) || messageOf(error);
}
