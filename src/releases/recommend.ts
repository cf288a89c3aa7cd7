import * as v from 'valibot';
import type { Machine } from './machine.ts';
import { RELEASE, RELEASES, type Release } from './releases.ts';

/** The tokens of a section's prompt and text: what the KV cache holds while a document is written. */
const CACHE_TOKENS = 2048;

/** What the runtime takes beside weights and cache. */
const RUNTIME_BYTES = { cpu: 0.5e9, cuda: 1e9 } as const;

/** Of the memory, for the system, the editor and a browser: a quarter, and no less than this. */
const LEAST_FOR_OTHERS = 3e9;
const SHARE_FOR_OTHERS = 0.25;

/** What a desktop shows takes from the GPU's memory. */
const GPU_SHARE = 0.92;

/** Disk space that stays free whatever is downloaded. */
const DISK_RESERVE = 1e9;

/** Share of the bandwidth that computing a token reaches. */
const EFFICIENCY = 0.6;

/** GPUs by their memory: what those of that size read in a second. nvidia-smi does not tell. */
const GPU_BANDWIDTH = [
  { fromBytes: 60e9, bandwidth: 2000e9 },
  { fromBytes: 30e9, bandwidth: 900e9 },
  { fromBytes: 20e9, bandwidth: 800e9 },
  { fromBytes: 0, bandwidth: 300e9 },
] as const;

/**
 * Tokens a second below which waiting for a document is no fun: as fast as people read. Chinese is read aloud at 255
 * characters a minute (IReST: Trauzettel-Klosinski and Dietz 2012), silently some 1.3 times as fast, as English is (238 and 183
 * words: Brysbaert 2019); a token is 1.4 characters of plain prose to 1.75 of a report, which makes 3.2 to 4 tokens a second.
 */
const COMFORTABLE_SPEED = 3.5;

const OBSTACLE = v.picklist(['memory', 'disk']);

/** Why a model is not for a machine. */
type Obstacle = v.InferOutput<typeof OBSTACLE>;

/** What a release would be on a machine. */
export const ASSESSMENT = v.object({
  release: RELEASE,
  /** Where it would compute. */
  provider: v.picklist(['cuda', 'cpu']),
  /** Memory of the GPU, or of the machine, while it writes. */
  memoryBytes: v.number(),
  /** On the disk while it is downloaded and converted. */
  diskBytes: v.number(),
  /** An estimate: bandwidth over the bytes that a token reads. */
  tokensPerSecond: v.number(),
  obstacles: v.array(OBSTACLE),
  /** True where it fits, but other programs have the memory now. */
  isTight: v.boolean(),
  /** The best for this machine; one at most. */
  recommended: v.boolean(),
});

/** What a release would be on a machine. */
export type Assessment = Readonly<v.InferOutput<typeof ASSESSMENT>>;

/** Every official release on a machine, in the order of `RELEASES`, with the one that is best for it. */
export function recommend(machine: Machine): Assessment[] {
  const assessments = RELEASES.map((release) => assess(release, machine));
  const best = bestOf(assessments);
  return assessments.map((assessment) => ({ ...assessment, recommended: assessment === best }));
}

/**
 * The strongest that is comfortable; failing that, the fastest that fits. The first generation only where nothing else fits:
 * TeleChat2-3B has a better C-Eval than the 12B of then.
 */
function bestOf(assessments: readonly Assessment[]): Assessment | undefined {
  const possible = assessments.filter(({ obstacles }) => obstacles.length === 0);
  const current = possible.filter(({ release }) => release.generation === 2);
  const fitting = current.length > 0 ? current : possible;
  const comfortable = fitting.filter(({ tokensPerSecond }) => tokensPerSecond >= COMFORTABLE_SPEED);
  const [fastest] = fitting.toSorted((one, other) => other.tokensPerSecond - one.tokensPerSecond);
  return comfortable.at(-1) ?? fastest;
}

function assess(release: Release, machine: Machine): Assessment {
  const provider = fitsGpu(release, machine) ? 'cuda' : 'cpu';
  const memoryBytes = memoryNeeded(release, provider);
  const diskBytes = release.downloadBytes + release.modelBytes;
  const fits = provider === 'cuda' || memoryBytes <= memoryForModels(machine);
  const obstacles: Obstacle[] = [];
  if (!fits) obstacles.push('memory');
  if (diskBytes + DISK_RESERVE > machine.freeDiskBytes) obstacles.push('disk');
  const free = provider === 'cuda' ? (machine.gpu?.freeBytes ?? 0) : machine.freeMemoryBytes;
  return {
    release,
    provider,
    memoryBytes,
    diskBytes,
    tokensPerSecond: speed(release, machine, provider),
    obstacles,
    isTight: fits && memoryBytes > free,
    recommended: false,
  };
}

function fitsGpu(release: Release, { gpu }: Machine): boolean {
  if (!gpu || gpu.unusable !== undefined) return false;
  return memoryNeeded(release, 'cuda') <= gpu.memoryBytes * GPU_SHARE;
}

/** The CPU computes in float32, the GPU in float16; float16 weights become float32 on the CPU. */
function memoryNeeded(release: Release, provider: 'cuda' | 'cpu'): number {
  const cache = release.cacheSize * CACHE_TOKENS * (provider === 'cuda' ? 2 : 4);
  const weights = release.modelBytes * (provider === 'cpu' && release.isHalf ? 2 : 1);
  return weights + cache + RUNTIME_BYTES[provider];
}

function memoryForModels({ memoryBytes }: Machine): number {
  return memoryBytes - Math.max(LEAST_FOR_OTHERS, memoryBytes * SHARE_FOR_OTHERS);
}

function speed(release: Release, machine: Machine, provider: 'cuda' | 'cpu'): number {
  if (provider === 'cpu') {
    const readBytes = release.readBytes * (release.isHalf ? 2 : 1);
    return (machine.memoryBandwidth * EFFICIENCY) / readBytes;
  }
  const memory = machine.gpu?.memoryBytes ?? 0;
  const { bandwidth } = GPU_BANDWIDTH.find(({ fromBytes }) => memory >= fromBytes) ?? GPU_BANDWIDTH[3];
  return (bandwidth * EFFICIENCY) / release.readBytes;
}
