import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.ts';
import { openWeights } from '../../../src/telechat/import/weightFiles.ts';
import { type FixtureTensor, inTemporaryFolder, writeSafetensors } from '../../support/checkpoint.ts';

const INDEX = 'model.safetensors.index.json';
const ONE: FixtureTensor = { dtype: 'F32', shape: [1], values: [1] };
const TWO: FixtureTensor = { dtype: 'F32', shape: [1], values: [2] };

describe('The shards that an index lists', () => {
  it('are one source of tensors', async () => {
    await inTemporaryFolder(async (folder) => {
      await writeSafetensors(path.join(folder, 'a.safetensors'), { one: ONE, unlisted: ONE });
      await writeSafetensors(path.join(folder, 'b.safetensors'), { two: TWO });
      const source = await open(folder, { one: 'a.safetensors', two: 'b.safetensors' });
      expect([...source.names()]).toEqual(['one', 'two']);
      expect([...(await source.read('two'))]).toEqual([2]);
      await source.close();
    });
  });

  it.each([
    [
      'a shard that is missing',
      { one: 'a.safetensors', two: 'gone.safetensors' },
      /gone\.safetensors — ENOENT/,
    ],
    [
      'a file outside the folder',
      { one: '../a.safetensors' },
      /"\.\.\/a\.safetensors", which is outside the folder/,
    ],
    ['an absolute path', { one: '/etc/passwd' }, /outside the folder/],
    ['a path in the manner of Windows', { one: '..\\a.safetensors' }, /outside the folder/],
    ['a tensor that its shard has not', { three: 'a.safetensors' }, /tensor three in a\.safetensors/],
  ])('are refused for %s', async (_, weightMap, message) => {
    await inTemporaryFolder(async (folder) => {
      await writeSafetensors(path.join(folder, 'a.safetensors'), { one: ONE });
      const outcome = await open(folder, weightMap).catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(UserError);
      expect((outcome as UserError).message).toMatch(message);
    });
  });

  it('are refused for an index that is none', async () => {
    await inTemporaryFolder(async (folder) => {
      await writeFile(path.join(folder, INDEX), '{"weight_map": {"one": 1}}');
      await expect(openWeights(folder, new Set([INDEX]))).rejects.toThrow(
        /weight_map\.one in model\.safetensors/,
      );
    });
  });

  it('are not there: the error lists what was looked for', async () => {
    await inTemporaryFolder(async (folder) => {
      await expect(openWeights(folder, new Set())).rejects.toThrow(
        /it has no model\.safetensors or pytorch_model\.bin/,
      );
    });
  });
});

async function open(folder: string, weightMap: Record<string, string>) {
  await writeFile(path.join(folder, INDEX), JSON.stringify({ weight_map: weightMap }));
  return openWeights(folder, new Set([INDEX]));
}
