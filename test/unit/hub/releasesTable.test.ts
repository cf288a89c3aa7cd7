import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Machine } from '../../../src/releases/machine.ts';
import { type Assessment, recommend } from '../../../src/releases/recommend.ts';
import {
  SERVER_RELEASES,
  type ServerRelease,
  serverGpus,
  serverMemory,
} from '../../../src/releases/serverReleases.ts';
import { gigabytes } from '../../../src/shared/byteText.ts';
import { root } from '../../support/root.ts';

const GB = 1e9;

/** Memory in GB and its bandwidth in GB/s: what people have. */
const LAPTOPS = [8, 16, 32].flatMap((size) => [35, 70].map((bandwidth) => [size, bandwidth] as const));

function laptop(gigabytesOfMemory: number, bandwidth: number): Machine {
  const memoryBytes = gigabytesOfMemory * GB;
  return {
    memoryBytes,
    freeMemoryBytes: memoryBytes,
    freeDiskBytes: 1000 * GB,
    memoryBandwidth: bandwidth * GB,
  };
}

const slow = recommend(laptop(1000, 35));
const fast = recommend(laptop(1000, 70));
const onGpu = recommend({
  ...laptop(1000, 35),
  gpu: { name: 'GPU', memoryBytes: 1000 * GB, freeBytes: 1000 * GB },
});

function localRow({ release, memoryBytes, tokensPerSecond }: Assessment, index: number): string {
  const gpuMemory = onGpu[index]?.memoryBytes ?? 0;
  const speeds = [tokensPerSecond, fast[index]?.tokensPerSecond ?? 0].map((speed) => speed.toFixed(1));
  const sizes = [release.downloadBytes, release.modelBytes, memoryBytes, gpuMemory].map(gigabytes);
  return row([
    release.name,
    String(release.cEval ?? ''),
    ...sizes,
    speeds.join(' / '),
    recommendedWith(release.id),
  ]);
}

/** The laptops that are told to take a release. */
function recommendedWith(id: string): string {
  const told = LAPTOPS.filter(([size, bandwidth]) =>
    recommend(laptop(size, bandwidth)).some((one) => one.recommended && one.release.id === id),
  );
  return told.map(([size, bandwidth]) => `${size} GB at ${bandwidth} GB/s`).join(', ');
}

function serverRow(release: ServerRelease): string {
  const memory = gigabytes(serverMemory(release));
  const exam = String(release.cEval ?? '');
  const size = gigabytes(release.weightBytes);
  return row([release.name, exam, size, size, '', memory, '', `a server with ${serverGpus(release)} GPUs`]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |');
}

it('The README has the table of releases as the program knows them', () => {
  const [, table = ''] = /\n(\| Release \|[^\n]*\n\| --- [^\n]*\n(?:\|[^\n]*\n)+)/.exec(readme()) ?? [];
  const rows = table.trimEnd().split('\n').slice(2);
  expect(rows).toEqual([...slow.map(localRow), ...SERVER_RELEASES.map(serverRow)]);
});

function readme(): string {
  return readFileSync(path.join(root, 'README.md'), 'utf8');
}
