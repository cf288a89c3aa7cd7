import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseGpus } from '../../../src/cli/machine/machine.ts';
import type { Gpu, Machine } from '../../../src/releases/machine.ts';
import { recommend } from '../../../src/releases/recommend.ts';
import { RELEASES } from '../../../src/releases/releases.ts';
import type { WeightType } from '../../../src/shared/weightType.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
import { layoutWeights } from '../../../src/telechat/network/weightLayout.ts';
import { goldenPath } from '../../support/golden.ts';

const GB = 1e9;

function laptop(gigabytes: number, change: Partial<Machine> = {}): Machine {
  return {
    memoryBytes: gigabytes * GB,
    freeMemoryBytes: gigabytes * 0.7 * GB,
    freeDiskBytes: 200 * GB,
    memoryBandwidth: 35 * GB,
    ...change,
  };
}

function gpu(gigabytes: number, unusable?: string): Gpu {
  const memoryBytes = gigabytes * 2 ** 30;
  return {
    name: 'GPU',
    memoryBytes,
    freeBytes: memoryBytes * 0.95,
    ...(unusable === undefined ? {} : { unusable }),
  };
}

function recommended(machine: Machine): string | undefined {
  return recommend(machine).find((assessment) => assessment.recommended)?.release.id;
}

function assessed(id: string, machine: Machine) {
  const assessment = recommend(machine).find(({ release }) => release.id === id);
  if (!assessment) throw new Error(id);
  return assessment;
}

describe('The model that is recommended', () => {
  it.each([
    ['a laptop with 8 GB', laptop(8), '1b'],
    ['a laptop with 16 GB', laptop(16), '7b-int4'],
    ['a laptop with 16 GB of slow memory', laptop(16, { memoryBandwidth: 15 * GB }), '1b'],
    ['a fast desktop with 64 GB', laptop(64, { memoryBandwidth: 120 * GB }), '12b-v2-int8'],
    ['a GPU of 8 GB', laptop(32, { gpu: gpu(8) }), '7b-int4'],
    ['a GPU of 12 GB', laptop(32, { gpu: gpu(12) }), '12b-v2-int4'],
    ['a GPU of 24 GB', laptop(32, { gpu: gpu(24) }), '12b-v2-int8'],
    ['a GPU of 80 GB', laptop(128, { gpu: gpu(80) }), '12b-v2'],
    ['a GPU that cannot be used', laptop(16, { gpu: gpu(24, 'no driver') }), '7b-int4'],
    ['a disk with 30 GB free', laptop(32, { gpu: gpu(24), freeDiskBytes: 30 * GB }), '12b-int8'],
  ] as const)('for %s is %3$s', (_, machine, id) => {
    expect(recommended(machine)).toBe(id);
  });

  it('is none where nothing fits', () => {
    expect(recommended(laptop(4))).toBeUndefined();
    expect(recommended(laptop(16, { freeDiskBytes: 2 * GB }))).toBeUndefined();
  });

  it('is the fastest that fits where none is comfortable', () => {
    expect(recommended(laptop(16, { memoryBandwidth: 2 * GB }))).toBe('1b');
  });
});

describe('An assessment', () => {
  it('says what is in the way', () => {
    expect(assessed('12b', laptop(8)).obstacles).toEqual(['memory']);
    expect(assessed('12b', laptop(8, { freeDiskBytes: GB })).obstacles).toEqual(['memory', 'disk']);
  });

  it('tells a model that fits, but not beside what runs now', () => {
    const busy = laptop(16, { freeMemoryBytes: 4 * GB });
    expect(assessed('7b-int4', busy)).toMatchObject({ obstacles: [], isTight: true });
    expect(assessed('1b', busy).isTight).toBe(false);
  });

  it('estimates the speed from the bytes that a token reads', () => {
    const { tokensPerSecond } = assessed('7b-int4', laptop(16));
    expect(tokensPerSecond).toBeCloseTo((35 * GB * 0.6) / 3_826_728_960, 3);
    const faster = assessed('7b-int4', laptop(16, { gpu: gpu(24) }));
    expect(faster.provider).toBe('cuda');
    expect(faster.tokensPerSecond).toBeGreaterThan(10 * tokensPerSecond);
  });
});

describe('The sizes of the releases', () => {
  const formats: readonly (readonly [id: string, config: string, weights: WeightType, blockSize: number])[] =
    [
      ['7b-int4', '7B', 'int4', 128],
      ['7b-int8', '7B', 'int8', 128],
      ['7b', '7B', 'fp16', 32],
      ['12b-int4', '12B', 'int4', 128],
      ['12b-int8', '12B', 'int8', 128],
      ['12b', '12B', 'fp16', 32],
      ['12b-v2-int4', '12B-V2', 'int4', 128],
      ['12b-v2-int8', '12B-V2', 'int8', 32],
      ['12b-v2', '12B-V2', 'fp16', 32],
    ];

  it.each(formats)('are those of its weights file: %s', (id, config, weights, blockSize) => {
    const json: unknown = JSON.parse(readFileSync(goldenPath('official', config, 'config.json'), 'utf8'));
    const parsed = parseModelConfig(json);
    const layout = layoutWeights(parsed, { weights, blockSize, zeroPoints: false });
    const bytes = layout.reduce((end, tensor) => Math.max(end, tensor.offset + tensor.bytes), 0);
    const lookedUp = layout.some(({ name }) => name === 'head')
      ? (layout.find(({ name }) => name === 'embedding')?.bytes ?? 0)
      : 0;
    const release = RELEASES.find((one) => one.id === id);
    expect(release).toMatchObject({ modelBytes: bytes, readBytes: bytes - lookedUp });
    expect(release?.cacheSize).toBe(2 * parsed.layers * parsed.kvHeads * parsed.headSize);
  });
});

describe('What nvidia-smi says', () => {
  it('is read line by line, and anything else is no GPU', () => {
    expect(parseGpus('NVIDIA GeForce RTX 4090, 24564, 23000\nTesla T4, 15360, 15000\n')).toEqual([
      { name: 'NVIDIA GeForce RTX 4090', memoryBytes: 24564 * 2 ** 20, freeBytes: 23000 * 2 ** 20 },
      { name: 'Tesla T4', memoryBytes: 15360 * 2 ** 20, freeBytes: 15000 * 2 ** 20 },
    ]);
    expect(parseGpus('No devices were found\n')).toEqual([]);
    expect(parseGpus('GB10, [N/A], [N/A]\n')).toEqual([]);
  });
});
