import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Decoder } from '../../../src/telechat/decoding/decoder.ts';
import { readModelFolder, WEIGHTS_FILE } from '../../../src/telechat/folder/modelFolder.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { layoutWeights, type WeightFormat } from '../../../src/telechat/network/weightLayout.ts';
import { inTemporaryFolder, smallTensors, writeCheckpoint } from '../../support/checkpoint.ts';

const IDS = [3, 1, 4, 1, 5, 9, 2, 6];

/** Weights on one side of zero, which levels around zero waste half of. */
function lopsidedTensors() {
  const random = mulberry32(3);
  const entries = Object.entries(smallTensors()).map(([name, tensor]) => {
    const isVector = tensor.shape.length === 1;
    return [name, { ...tensor, values: tensor.values.map(() => (isVector ? 1 : 0.1 * random() - 0.02)) }];
  });
  return Object.fromEntries(entries);
}

async function logitsOf(model: string): Promise<number[]> {
  const decoder = await Decoder.open(model);
  const cache = decoder.createCache(IDS.length);
  const logits = [...(await decoder.forward(cache, IDS, { ropeLength: IDS.length, allPositions: true }))];
  cache.release();
  decoder.close();
  return logits;
}

describe('4-bit weights in fine blocks', () => {
  it('have zero points of their own, and 8 bits where the model loses most', async () => {
    await inTemporaryFolder(async (root) => {
      const checkpoint = path.join(root, 'checkpoint');
      await mkdir(checkpoint);
      await writeCheckpoint(checkpoint, { tensors: lopsidedTensors() });
      const model = (weights: 'fp32' | 'int4') => path.join(root, weights);
      for (const weights of ['fp32', 'int4'] as const) {
        await importCheckpoint({ checkpoint, out: model(weights), weights, blockSize: 32 });
      }
      const { config, files } = await readModelFolder(model('int4'));
      const int8Layers = ['layer.0.qkv', 'layer.0.down', 'head'];
      const format = { weights: 'int4', blockSize: 32, zeroPoints: true, int8Layers } satisfies WeightFormat;
      const last = layoutWeights(config, format).at(-1);
      expect(files[WEIGHTS_FILE]?.bytes).toBe((last?.offset ?? 0) + (last?.bytes ?? 0));

      const [exact, rounded] = [await logitsOf(model('fp32')), await logitsOf(model('int4'))];
      expect(relativeDifference(rounded, exact)).toBeLessThan(0.03);
    });
  });
});

/** Root mean square of the difference, as a share of that of `expected`. */
function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const difference = expected.map((value, index) => value - (actual[index] ?? Number.NaN));
  return Math.sqrt(square(difference) / square(expected));
}
