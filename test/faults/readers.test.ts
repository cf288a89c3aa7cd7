import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TensorSource } from '../../src/checkpoint/tensor/tensorSource.ts';
import { UserError } from '../../src/shared/errors.ts';
import { mulberry32 } from '../../src/shared/random.ts';
import { openWeights } from '../../src/telechat/import/weightFiles.ts';
import { inTemporaryFolder, smallTensors, writeSafetensors } from '../support/checkpoint.ts';
import { pickleState, writeTorchFile } from '../support/torchFile.ts';

const MUTANTS = 2500;
const MEMORY_LIMIT = 2 ** 30;
const TIMEOUT_MS = 1_200_000;

type Random = (below: number) => number;

describe('10,000 damaged checkpoints', () => {
  // A fixed seed, so that a failure can be repeated.
  const next = mulberry32(20261125);
  const random: Random = (below) => Math.floor(next() * below);

  it.each([
    ['a safetensors file', 'model.safetensors', writeSafetensorsFile],
    ['a torch file', 'pytorch_model.bin', writeTorch],
    ['an index of shards', 'pytorch_model.bin.index.json', writeShards],
    ['a GPTQ file', 'gptq_model-4bit-32g.bin', writeGptq],
  ])(
    '%s ends in tensors or in an error that says what is wrong',
    async (_, damaged, write) => {
      await inTemporaryFolder(async (parent) => {
        const folder = path.join(parent, 'checkpoint');
        await mkdir(folder);
        const files = new Set(await write(folder));
        const whole = await readFile(path.join(folder, damaged));
        await readAll(await openWeights(folder, files));
        let refused = 0;
        for (let i = 0; i < MUTANTS; i++) {
          await writeFile(path.join(folder, damaged), mutate(whole, random));
          const error = await openWeights(folder, files)
            .then(readAll)
            .catch((thrown: unknown) => thrown);
          if (error !== undefined) expect(error).toBeInstanceOf(UserError);
          if (error !== undefined) refused++;
        }
        expect(refused).toBeGreaterThan(0);
        expect(process.memoryUsage().rss).toBeLessThan(MEMORY_LIMIT);
      });
    },
    TIMEOUT_MS,
  );
});

async function readAll(source: TensorSource): Promise<undefined> {
  try {
    for (const name of source.names()) {
      if (source.info(name)?.dtype === 'int32') await source.readIntegers(name);
      else await source.read(name);
    }
  } finally {
    await source.close();
  }
  return undefined;
}

/** Flips, drops, doubles or cuts off some bytes, more often near both ends, where the formats keep their tables. */
function mutate(bytes: Buffer, random: Random): Buffer {
  let mutant = Buffer.from(bytes);
  for (let times = 1 + random(4); times > 0; times--) {
    const at = place(mutant.length, random);
    const length = 1 + random(16);
    switch (random(5)) {
      case 0:
        mutant = mutant.subarray(0, at);
        break;
      case 1:
        mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(at + length)]);
        break;
      case 2:
        mutant = Buffer.concat([mutant.subarray(0, at + length), mutant.subarray(at)]);
        break;
      default:
        mutant = Buffer.from(mutant);
        if (at < mutant.length) mutant[at] = random(256);
    }
  }
  return mutant;
}

function place(length: number, random: Random): number {
  if (random(3) === 0) return random(length + 1);
  const near = Math.min(length, random(600));
  return random(2) === 0 ? near : length - near;
}

async function writeSafetensorsFile(folder: string): Promise<string[]> {
  await writeSafetensors(path.join(folder, 'model.safetensors'), smallTensors());
  return ['model.safetensors'];
}

const MATRIX = {
  storage: '0',
  type: 'FloatStorage',
  elements: 12,
  offset: 0,
  shape: [3, 4],
  strides: [4, 1],
};

async function writeTorch(folder: string, file = 'pytorch_model.bin'): Promise<string[]> {
  const pickle = pickleState([
    { ...MATRIX, name: 'a.weight' },
    { ...MATRIX, name: 'a.transposed', shape: [4, 3], strides: [1, 4] },
    { ...MATRIX, name: 'a.bias', storage: '1', type: 'HalfStorage', elements: 8, shape: [8], strides: [1] },
  ]);
  await writeTorchFile(path.join(folder, file), pickle, { 0: new Uint8Array(48), 1: new Uint8Array(16) });
  return [file];
}

async function writeShards(folder: string): Promise<string[]> {
  const [file = ''] = await writeTorch(folder, 'pytorch_model_00001-of-00001.bin');
  const index = 'pytorch_model.bin.index.json';
  const weightMap = { 'a.weight': file, 'a.transposed': file, 'a.bias': file };
  await writeFile(path.join(folder, index), JSON.stringify({ weight_map: weightMap }));
  return [file, index];
}

async function writeGptq(folder: string): Promise<string[]> {
  const file = 'gptq_model-4bit-32g.bin';
  const part = { type: 'IntStorage', offset: 0 };
  const pickle = pickleState([
    { ...part, name: 'a.qweight', storage: '0', elements: 64, shape: [8, 8], strides: [8, 1] },
    { ...part, name: 'a.qzeros', storage: '1', elements: 2, shape: [2, 1], strides: [1, 1] },
    {
      ...part,
      name: 'a.scales',
      type: 'HalfStorage',
      storage: '2',
      elements: 16,
      shape: [2, 8],
      strides: [8, 1],
    },
    { ...part, name: 'a.g_idx', storage: '3', elements: 64, shape: [64], strides: [1] },
  ]);
  const groups = Int32Array.from({ length: 64 }, (_, input) => Math.floor(input / 32));
  await writeTorchFile(path.join(folder, file), pickle, {
    0: new Uint8Array(256),
    1: new Uint8Array(Int32Array.of(0x77777777, 0x77777777).buffer),
    2: new Uint8Array(32),
    3: new Uint8Array(groups.buffer),
  });
  await writeFile(path.join(folder, 'quantize_config.json'), JSON.stringify({ bits: 4, group_size: 32 }));
  return [file, 'quantize_config.json'];
}
