import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Memory that a process holds after so much work. */
export interface MemorySample {
  readonly requests: number;
  readonly mebibytes: number;
}

export interface MemoryTrend {
  /** Of the straight line through the samples of the last two thirds: what it rises from its beginning to its end. */
  readonly growthMebibytes: number;
  readonly mebibytesPer1000Requests: number;
  /** What it may rise and still be called flat. */
  readonly allowedMebibytes: number;
  readonly isFlat: boolean;
}

/** Share of the work in which caches fill and heaps find their size. */
const WARM_UP = 1 / 3;

/** Garbage collectors and allocators move a process of this kind up and down by as much, whatever it does. */
const ALLOWED_SHARE = 0.05;
const ALLOWED_MEBIBYTES = 8;

const LEAST_SAMPLES = 10;

/**
 * Whether memory is flat: the straight line through the samples of the last two thirds of the work (least squares) rises by
 * less than 5% of their mean, or than 8 MiB where that is more.
 * @throws RangeError when there are fewer than ten such samples
 */
export function memoryTrend(samples: readonly MemorySample[]): MemoryTrend {
  const first = samples[0]?.requests ?? 0;
  const end = samples.at(-1)?.requests ?? 0;
  const begin = first + (end - first) * WARM_UP;
  const counted = samples.filter(({ requests }) => requests >= begin);
  if (counted.length < LEAST_SAMPLES)
    throw new RangeError(`${counted.length} samples are too few to tell a trend`);
  const centre = mean(counted.map(({ requests }) => requests));
  const level = mean(counted.map(({ mebibytes }) => mebibytes));
  let covariance = 0;
  let variance = 0;
  for (const { requests, mebibytes } of counted) {
    covariance += (requests - centre) * (mebibytes - level);
    variance += (requests - centre) ** 2;
  }
  const slope = covariance / variance;
  const growthMebibytes = slope * (end - begin);
  const allowedMebibytes = Math.max(ALLOWED_SHARE * level, ALLOWED_MEBIBYTES);
  return {
    growthMebibytes,
    mebibytesPer1000Requests: slope * 1000,
    allowedMebibytes,
    isFlat: growthMebibytes < allowedMebibytes,
  };
}

/** Resident memory of a process in MiB: its own on Linux, what `ps` says elsewhere. */
export function residentMebibytes(pid: number): number {
  if (process.platform !== 'linux') {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  }
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
