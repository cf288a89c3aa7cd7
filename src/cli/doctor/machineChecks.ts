import { existsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import type { Check } from '../../cliContract/doctor.ts';
import type { NvidiaDriver } from '../../cliContract/gpuStatus.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { LEAST_DRIVER } from '../../onnx/cuda/cudaAdvice.ts';
import { isGpuInstalled } from '../../onnx/cuda/gpuInventory.ts';
import { gpuSupport } from '../../onnx/cuda/gpuSupport.ts';
import { type ProviderReport, probeProviders } from '../../onnx/provider/providers.ts';
import { gibibytes, gigabytes } from '../../shared/byteText.ts';
import { freeDiskBytes } from '../../shared/files/freeDisk.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { modelBytes } from '../../telechat/folder/modelBytes.ts';
import type { ModelManifest } from '../../telechat/folder/modelFolder.ts';
import { modelsFolder } from '../../telechat/folder/modelsFolder.ts';
import { nvidiaDriver } from '../machine/nvidiaDriver.ts';
import { check } from './check.ts';

/** Drafts, a cache and the system itself need some. */
const LEAST_FREE_DISK = 1e9;

/** Beside its weights a model needs memory for activations and conversations. */
const MEMORY_SHARE = 1.2;

/**
 * What computes here: each execution provider, the GPU's driver and GPU support.
 * @param probe the bundled program of probe.ts
 * @param choice what the person wants to compute with
 */
export async function computeChecks(
  probe: string,
  choice: ProviderChoice,
  signal: AbortSignal,
): Promise<Check[]> {
  const driver = await nvidiaDriver();
  const providers = await probeProviders(probe);
  return [
    ...providers.map((report) => providerCheck(report, driver !== undefined || choice === 'cuda')),
    driverCheck(driver),
    await check('GPU support', async () => gpuSupportCheck(driver), signal),
  ];
}

/** @param model absent where it cannot be read */
export async function memoryCheck(model: ModelManifest | undefined): Promise<Omit<Check, 'name'>> {
  const free = `${gibibytes(freemem())} of ${gibibytes(totalmem())} GiB free`;
  if (!model) return { works: true, detail: free };
  const needed = modelBytes(model) * MEMORY_SHARE;
  const detail = `${free}; the model needs about ${gibibytes(Math.max(needed, 2 ** 30 / 10))}`;
  if (needed <= totalmem()) return { works: true, detail };
  return { works: false, detail, nextStep: 'take int4 weights or a smaller model, or compute on a server' };
}

/** Whether the models folder, which is made if need be, has a gigabyte free. */
export async function diskCheck(): Promise<Omit<Check, 'name'>> {
  const folder = modelsFolder();
  await makeFolder(folder);
  const free = await freeDiskBytes(folder);
  const detail = `${gigabytes(free)} GB free in ${folder}`;
  if (free >= LEAST_FREE_DISK) return { works: true, detail };
  return { works: false, detail, nextStep: 'free some space, or set TELECHAT_WRITER_MODELS to another disk' };
}

/** Without an NVIDIA GPU the processor computes, and nothing is wrong. */
function providerCheck({ provider, ...report }: ProviderReport, wantsGpu: boolean): Check {
  const optional = provider === 'cuda' && !report.works && !wantsGpu;
  return { name: `provider ${provider}`, ...report, ...(optional ? { optional } : {}) };
}

function driverCheck(driver: NvidiaDriver | undefined): Check {
  const name = 'NVIDIA driver';
  if (!driver) {
    const nextStep = `with an NVIDIA GPU, install its driver, version ${LEAST_DRIVER} or newer`;
    return { name, works: false, optional: true, detail: 'none was found', nextStep };
  }
  const detail = `${driver.version}, for ${driver.gpu}`;
  if (Number.parseInt(driver.version, 10) >= LEAST_DRIVER) return { name, works: true, detail };
  return { name, works: false, detail, nextStep: `install version ${LEAST_DRIVER} or newer` };
}

function gpuSupportCheck(driver: NvidiaDriver | undefined): Omit<Check, 'name'> {
  const support = gpuSupport();
  if (!support) return { works: false, optional: true, detail: 'there is none for this platform' };
  if (isGpuInstalled(support)) return { works: true, detail: `installed in ${support.folder}` };
  return {
    works: false,
    ...(driver ? {} : { optional: true }),
    detail: existsSync(support.folder) ? 'damaged' : 'not installed',
    nextStep:
      'with an NVIDIA GPU, `telechat-writer gpu install` or, in VS Code, "TeleChat: Install GPU Support"',
  };
}
