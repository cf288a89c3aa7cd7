import { freemem, totalmem } from 'node:os';
import { probeProvider } from '../../onnx/provider/providers.ts';
import type { Gpu, Machine } from '../../releases/machine.ts';
import { freeDiskBytes } from '../../shared/files/freeDisk.ts';
import { makeFolder } from '../../shared/files/makeFolder.ts';
import { nvidiaSmi } from './nvidiaSmi.ts';

const MEBIBYTE = 2 ** 20;

/** Large enough that no cache holds it. */
const COPIED_BYTES = 64 * MEBIBYTE;
/** The best of so many counts: other programs take the processor away for moments, and a busy machine is no slow one. */
const COPIES = 16;

/**
 * Looks at this machine; takes about a second, more where there is a GPU to try.
 * @param models the folder that models are in; it is made
 * @param probe the bundled program of probe.ts
 */
export async function lookAtMachine(models: string, probe: string): Promise<Machine> {
  await makeFolder(models);
  const gpu = await findGpu(probe);
  return {
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    freeDiskBytes: await freeDiskBytes(models),
    memoryBandwidth: measureBandwidth(),
    ...(gpu ? { gpu } : {}),
  };
}

/** The largest NVIDIA GPU; undefined where there is none, or no driver. */
async function findGpu(probe: string): Promise<Gpu | undefined> {
  const answer = await nvidiaSmi(['name', 'memory.total', 'memory.free']);
  const [gpu] = parseGpus(answer).toSorted((one, other) => other.memoryBytes - one.memoryBytes);
  if (!gpu) return undefined;
  const { works, detail } = await probeProvider(probe, 'cuda');
  return works ? gpu : { ...gpu, unusable: detail };
}

/** What nvidia-smi prints: a line for each GPU, with its name and its memory in MiB. Lines that say otherwise are left out. */
export function parseGpus(output: string): Gpu[] {
  return output.split('\n').flatMap((line) => {
    const [, name, total, free] = /^(.+), *(\d+), *(\d+)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name: name.trim(), memoryBytes: Number(total) * MEBIBYTE, freeBytes: Number(free) * MEBIBYTE }];
  });
}

/** Bytes a second that one thread reads and writes, which is near to what all of them read together. */
function measureBandwidth(): number {
  const from = Buffer.alloc(COPIED_BYTES, 1);
  const to = Buffer.alloc(COPIED_BYTES);
  let best = 0;
  for (let copy = 0; copy < COPIES; copy++) {
    const started = performance.now();
    from.copy(to);
    best = Math.max(best, (2 * COPIED_BYTES) / ((performance.now() - started) / 1000));
  }
  return best;
}
