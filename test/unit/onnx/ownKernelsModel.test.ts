import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownKernels } from '../../../src/onnx/ownKernels.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { fitsOwnKernels } from '../../../src/telechat/decoding/ownKernelsFit.ts';
import { type ModelManifest, readModelFolder } from '../../../src/telechat/folder/modelFolder.ts';
import { TINY_VOCABULARY, writeTinyModel } from '../../support/tinyModel.ts';

const random = mulberry32(7);

describe('A model of 4-bit weights', () => {
  const ids = Array.from({ length: 60 }, () => Math.floor(random() * TINY_VOCABULARY));
  const decoders: Decoder[] = [];
  let folder: string;
  let manifest: ModelManifest;

  beforeAll(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'telechat-kernels-')), 'model');
    await writeTinyModel(folder, { weights: 'int4', blockSize: 32 });
    manifest = await readModelFolder(folder);
  });

  afterAll(async () => {
    for (const decoder of decoders) decoder.close();
    await rm(path.dirname(folder), { recursive: true });
  });

  async function open(own: boolean): Promise<Decoder> {
    const decoder = await Decoder.open(folder, { ownKernels: own });
    decoders.push(decoder);
    return decoder;
  }

  /** Of every position, the ids given so many at a time. */
  async function logitsOf(decoder: Decoder, width: number): Promise<number[]> {
    const cache = decoder.createCache(ids.length);
    const logits: number[] = [];
    for (let at = 0; at < ids.length; at += width) {
      const options = { ropeLength: ids.length, allPositions: true };
      logits.push(...(await decoder.forward(cache, ids.slice(at, at + width), options)));
    }
    cache.release();
    return logits;
  }

  it.runIf(ownKernels())('fits our kernels in whole blocks of a multiple of 32', async () => {
    expect(fitsOwnKernels(manifest)).toBe(true);
    for (const [name, format, fits] of [
      ['int8', { weights: 'int8' }, true],
      ['coarseBlocks', { weights: 'int4', blockSize: 128 }, true],
      ['smallBlocks', { weights: 'int4', blockSize: 16 }, false],
      ['blocksThatEndMidway', { weights: 'int4', blockSize: 256 }, false],
    ] as const) {
      const other = path.join(path.dirname(folder), name);
      await writeTinyModel(other, format);
      expect(fitsOwnKernels(await readModelFolder(other)), name).toBe(fits);
    }
  });

  it.runIf(ownKernels())('has with them the logits that it has with ONNX Runtime’s', async () => {
    const expected = await logitsOf(await open(false), ids.length);
    const ours = await open(true);
    for (const width of [1, 7, 20, ids.length]) {
      const difference = relativeDifference(await logitsOf(ours, width), expected);
      expect(difference).toBeLessThan(0.01);
      // They round otherwise: nothing at all would mean that they were not asked.
      expect(difference).toBeGreaterThan(0);
    }
  });

  it.runIf(ownKernels())('lets speculation check several tokens in one pass with them', async () => {
    expect(await (await open(true)).canSpeculate()).toBe(true);
  });
});

/** Root mean square of the difference, as a share of that of `expected`. */
function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const difference = expected.map((value, index) => value - (actual[index] ?? Number.NaN));
  return Math.sqrt(square(difference) / square(expected));
}
