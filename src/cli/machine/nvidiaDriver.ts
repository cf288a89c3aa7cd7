import type { NvidiaDriver } from '../../cliContract/gpuStatus.ts';
import { nvidiaSmi } from './nvidiaSmi.ts';

/** The NVIDIA driver of this machine; undefined where there is none. */
export async function nvidiaDriver(): Promise<NvidiaDriver | undefined> {
  return parseDriver(await nvidiaSmi(['name', 'driver_version']));
}

/** What nvidia-smi prints for name and driver_version. */
export function parseDriver(output: string): NvidiaDriver | undefined {
  const [, gpu, version] = /^(.+), *(\d[\d.]*)\s*$/m.exec(output) ?? [];
  return gpu === undefined || version === undefined ? undefined : { gpu: gpu.trim(), version };
}
