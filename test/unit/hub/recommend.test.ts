import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseGpus } from '../../../src/cli/machine/machine.ts';
import type { Gpu, Machine } from '../../../src/releases/machine.ts';
import { recommend } from '../../../src/releases/recommend.ts';
import { RELEASES } from '../../../src/releases/releases.ts';
import { SERVER_RELEASES } from '../../../src/releases/serverReleases.ts';
import type { WeightType } from '../../../src/shared/weightType.ts';
import { usualFormat } from '../../../src/telechat/import/usualFormat.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
import type { ModelConfig } from '../../../src/telechat/network/modelConfig.ts';
import { networkWeights } from '../../../src/telechat/network/networkWeights.ts';
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
    ['a laptop with 6 GB, where no TeleChat2 fits', laptop(6), '1b'],
    ['a laptop with 8 GB', laptop(8), 'telechat2-3b-int4'],
    ['a laptop with 16 GB', laptop(16), 'telechat2-7b-int4'],
    ['a laptop with 16 GB of slow memory', laptop(16, { memoryBandwidth: 15 * GB }), 'telechat2-3b-int4'],
    ['a laptop with 32 GB', laptop(32), 'telechat2-7b-int4'],
    ['a fast desktop with 64 GB', laptop(64, { memoryBandwidth: 120 * GB }), 'telechat2-7b-int8'],
    ['a GPU of 4 GB', laptop(16, { gpu: gpu(4), memoryBandwidth: 10 * GB }), 'telechat2-3b-int4'],
    ['a GPU of 8 GB', laptop(32, { gpu: gpu(8) }), 'telechat2-7b-int4'],
    ['a GPU of 12 GB', laptop(32, { gpu: gpu(12) }), 'telechat2-7b-int8'],
    ['a GPU of 24 GB', laptop(32, { gpu: gpu(24) }), 'telechat2-7b'],
    ['a GPU that cannot be used', laptop(16, { gpu: gpu(24, 'no driver') }), 'telechat2-7b-int4'],
    ['a disk with 24 GB free', laptop(32, { gpu: gpu(24), freeDiskBytes: 24 * GB }), 'telechat2-7b-int4'],
  ] as const)('for %s is %3$s', (_, machine, id) => {
    expect(recommended(machine)).toBe(id);
  });

  it('is none where nothing fits', () => {
    expect(recommended(laptop(4))).toBeUndefined();
    expect(recommended(laptop(16, { freeDiskBytes: 2 * GB }))).toBeUndefined();
  });

  it('is the fastest that fits where none is comfortable', () => {
    expect(recommended(laptop(16, { memoryBandwidth: 2 * GB }))).toBe('telechat2-3b-int4');
  });
});

describe('An assessment', () => {
  it('says what is in the way', () => {
    expect(assessed('12b', laptop(8)).obstacles).toEqual(['memory']);
    expect(assessed('12b', laptop(8, { freeDiskBytes: GB })).obstacles).toEqual(['memory', 'disk']);
  });

  it('tells a model that fits, but not beside what runs now', () => {
    const busy = laptop(16, { freeMemoryBytes: 6 * GB });
    expect(assessed('telechat2-7b-int4', busy)).toMatchObject({ obstacles: [], isTight: true });
    expect(assessed('telechat2-3b-int4', busy).isTight).toBe(false);
  });

  it('estimates the speed from the bytes that a token reads', () => {
    const { tokensPerSecond } = assessed('telechat2-7b-int4', laptop(16));
    expect(tokensPerSecond).toBeCloseTo((35 * GB * 0.6) / 5_870_338_048, 3);
    const faster = assessed('telechat2-7b-int4', laptop(16, { gpu: gpu(24) }));
    expect(faster.provider).toBe('cuda');
    expect(faster.tokensPerSecond).toBeGreaterThan(10 * tokensPerSecond);
  });
});

/** Shapes of the releases whose config.json is not at hand, as the READMEs of their repositories have them. */
const SHAPES: Readonly<Record<string, object>> = {
  'TeleChat2-3B': telechat2(24, 3072, 6144, 24),
  'TeleChat2-7B': telechat2(30, 4096, 12288, 32),
  'TeleChat2-35B': telechat2(64, 6144, 20480, 48),
  'T1-35B': telechat2(64, 6144, 20480, 48),
  'TeleChat2-115B': { ...telechat2(96, 8192, 40960, 64), num_key_value_heads: 8 },
  'T1-115B': { ...telechat2(96, 8192, 40960, 64), num_key_value_heads: 8 },
  'TeleChat3-36B-Thinking': {
    model_type: 'telechat3',
    num_hidden_layers: 64,
    hidden_size: 6144,
    intermediate_size: 24576,
    num_attention_heads: 48,
    num_key_value_heads: 8,
    max_position_embeddings: 32768,
    vocab_size: 131072,
    rms_norm_eps: 1e-5,
    rope_theta: 1e6,
    tie_word_embeddings: false,
  },
};

function telechat2(layers: number, hidden: number, ffn: number, heads: number): object {
  return {
    model_type: 'telechat2',
    n_layer: layers,
    hidden_size: hidden,
    ffn_hidden_size: ffn,
    n_head: heads,
    vocab_size: 131072,
    layer_norm_epsilon: 1e-5,
    training_seqlen: 8192,
    base_seqlen: 8192,
    seq_length: 8192,
    tie_word_embeddings: false,
  };
}

function configOf(name: string): ModelConfig {
  const shape = SHAPES[name];
  const read = () => JSON.parse(readFileSync(goldenPath('official', name, 'config.json'), 'utf8')) as unknown;
  return parseModelConfig(shape ?? read());
}

function cacheSize({ layers, kvHeads, headSize }: ModelConfig): number {
  return 2 * layers * kvHeads * headSize;
}

/** Of all weights at two bytes each. */
function halfBytes(config: ModelConfig): number {
  const weights = networkWeights(config).filter(({ name }) => !(config.tieWordEmbeddings && name === 'head'));
  return weights.reduce((sum, { dims }) => sum + 2 * dims.reduce((product, size) => product * size, 1), 0);
}

describe('The sizes of the releases', () => {
  const formats: readonly (readonly [id: string, config: string, weights: WeightType, blockSize: number])[] =
    [
      ['telechat2-3b-int4', 'TeleChat2-3B', 'int4', 32],
      ['telechat2-3b-int8', 'TeleChat2-3B', 'int8', 32],
      ['telechat2-7b-int4', 'TeleChat2-7B', 'int4', 32],
      ['telechat2-7b-int8', 'TeleChat2-7B', 'int8', 32],
      ['telechat2-7b', 'TeleChat2-7B', 'fp16', 32],
      ['7b-int4', '7B', 'int4', 128],
      ['7b-int8', '7B', 'int8', 128],
      ['7b', '7B', 'fp16', 32],
      ['12b-int4', '12B', 'int4', 128],
      ['12b-int8', '12B', 'int8', 128],
      ['12b', '12B', 'fp16', 32],
      ['12b-v2-int4', '12B-V2', 'int4', 32],
      ['12b-v2-int8', '12B-V2', 'int8', 32],
      ['12b-v2', '12B-V2', 'fp16', 32],
    ];

  it.each(formats)('are those of its weights file: %s', (id, name, weights, blockSize) => {
    const config = configOf(name);
    const layout = layoutWeights(config, usualFormat(config, weights, blockSize));
    const bytes = layout.reduce((end, tensor) => Math.max(end, tensor.offset + tensor.bytes), 0);
    const lookedUp = layout.some((tensor) => tensor.name === 'head')
      ? (layout.find((tensor) => tensor.name === 'embedding')?.bytes ?? 0)
      : 0;
    const release = RELEASES.find((one) => one.id === id);
    expect(release).toMatchObject({ modelBytes: bytes, readBytes: bytes - lookedUp });
    expect(release?.cacheSize).toBe(cacheSize(config));
    // TeleChat2's downloads are float16, with up to 20 MB of config and tokenizer.
    if (release?.generation === 2) {
      expect(release.downloadBytes - halfBytes(config)).toBeGreaterThan(0);
      expect(release.downloadBytes - halfBytes(config)).toBeLessThan(20e6);
    }
  });

  it.each(SERVER_RELEASES)('are those of float16 on a server: $name', (release) => {
    const config = configOf(release.name);
    expect(release).toMatchObject({ weightBytes: halfBytes(config), cacheSize: cacheSize(config) });
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
