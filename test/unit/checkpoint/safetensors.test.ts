import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../../src/checkpoint/safetensors/safetensors.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { inTemporaryFolder, safetensorsBytes, writeSafetensors } from '../../support/checkpoint.ts';

async function openBytes(bytes: Uint8Array): Promise<unknown> {
  let outcome: unknown;
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'model.safetensors');
    await writeFile(file, bytes);
    outcome = await openSafetensors(file).catch((error: unknown) => error);
  });
  return outcome;
}

const EIGHT_BYTES = new Uint8Array(8);

describe('a safetensors file', () => {
  it('gives the tensors of each floating-point type as float32, whole and in part', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'model.safetensors');
      const values = [1, -2, 0.5, 96];
      await writeSafetensors(file, {
        a: { dtype: 'F32', shape: [2, 2], values },
        b: { dtype: 'F16', shape: [4], values },
        c: { dtype: 'BF16', shape: [1, 4], values },
      });
      const source = await openSafetensors(file);
      expect([...source.names()]).toEqual(['a', 'b', 'c']);
      expect(source.info('c')).toEqual({ dtype: 'bf16', shape: [1, 4] });
      expect(source.info('d')).toBeUndefined();
      for (const name of source.names()) expect([...(await source.read(name))]).toEqual(values);
      expect([...(await source.read('b', { start: 1, count: 2 }))]).toEqual([-2, 0.5]);
      await source.close();
    });
  });

  it('lists a tensor of integers but refuses to read it', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'model.safetensors');
      await writeSafetensors(file, { ids: { dtype: 'I64', shape: [1], values: [7] } });
      const source = await openSafetensors(file);
      expect(source.info('ids')).toEqual({ dtype: 'I64', shape: [1] });
      await expect(source.read('ids')).rejects.toThrow(/tensor ids in model.safetensors — it holds I64/);
      await source.close();
    });
  });

  it.each([
    ['an empty file', new Uint8Array(0), /too short/],
    ['a header length beyond the file', Buffer.from('ff00000000000000', 'hex'), /truncated/],
    ['a file of another kind', Buffer.from('PK\x03\x04 a zip file'), /no safetensors file/],
    ['a header that is no JSON', safetensorsBytes('{"a":', EIGHT_BYTES), /no JSON object/],
    ['a header that is a list', safetensorsBytes([], EIGHT_BYTES), /no JSON object/],
    ['an empty header', safetensorsBytes('', EIGHT_BYTES), /no JSON object/],
    ['an entry that is no object', safetensorsBytes({ a: 3 }, EIGHT_BYTES), /tensor a .*no object/],
  ])('is refused as %s', async (_, bytes, reason) => {
    const error = await openBytes(bytes);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(reason);
  });

  it.each([
    ['an unknown element type', { dtype: 'F12', shape: [2], data_offsets: [0, 8] }, /element type "F12"/],
    ['a negative size', { dtype: 'F32', shape: [-2], data_offsets: [0, 8] }, /its shape \[-2\]/],
    ['a broken size', { dtype: 'F32', shape: [1.5], data_offsets: [0, 6] }, /its shape \[1.5\]/],
    ['a negative offset', { dtype: 'F32', shape: [2], data_offsets: [-8, 0] }, /its offsets \[-8,0\]/],
    ['one offset', { dtype: 'F32', shape: [2], data_offsets: [0] }, /its offsets \[0\]/],
    [
      'offsets that its shape does not fill',
      { dtype: 'F32', shape: [2], data_offsets: [0, 4] },
      /takes 8 bytes/,
    ],
    [
      'sizes beyond any file',
      { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] },
      /takes .* bytes/,
    ],
    [
      'an end beyond the file',
      { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
      /truncated or its header lies/,
    ],
  ])('is refused when it gives a tensor %s', async (_, entry, reason) => {
    const error = await openBytes(safetensorsBytes({ evil: entry }, EIGHT_BYTES));
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain('tensor evil in model.safetensors');
    expect(String(error)).toMatch(reason);
  });

  it('is refused when two tensors share bytes', async () => {
    const entry = (from: number, to: number) => ({
      dtype: 'U8',
      shape: [to - from],
      data_offsets: [from, to],
    });
    const error = await openBytes(safetensorsBytes({ a: entry(0, 5), b: entry(4, 8) }, EIGHT_BYTES));
    expect(String(error)).toContain('tensor b in model.safetensors — its bytes overlap those of a');
  });

  it('that does not exist is an error that names it', async () => {
    await expect(openSafetensors('no-such.safetensors')).rejects.toBeInstanceOf(UserError);
  });
});
