import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTorchFile } from '../../../src/checkpoint/torch/torchFile.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import {
  global,
  integer,
  type PickledTensor,
  pickleState,
  text,
  writeTorchFile,
} from '../../support/torchFile.ts';

const SIX = new Float32Array([0, 1, 2, 3, 4, 5]);
const WHOLE: PickledTensor = {
  name: 'weight',
  storage: '0',
  type: 'FloatStorage',
  elements: 6,
  offset: 0,
  shape: [2, 3],
  strides: [3, 1],
};

describe('a file of torch.save', () => {
  it('gives its tensors, or parts of them', async () => {
    await withFile(pickleState([WHOLE]), async (file) => {
      const source = await openTorchFile(file);
      expect([...source.names()]).toEqual(['weight']);
      expect(source.info('weight')).toEqual({ dtype: 'fp32', shape: [2, 3] });
      expect([...(await source.read('weight'))]).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...(await source.read('weight', { start: 2, count: 3 }))]).toEqual([2, 3, 4]);
      await source.close();
    });
  });

  it('honours offsets and strides, and lets two tensors share a storage', async () => {
    const transposed = { ...WHOLE, name: 'transposed', shape: [3, 2], strides: [1, 3] };
    const tail = { ...WHOLE, name: 'tail', offset: 4, shape: [2], strides: [1] };
    await withFile(pickleState([WHOLE, transposed, tail]), async (file) => {
      const source = await openTorchFile(file);
      expect([...(await source.read('transposed'))]).toEqual([0, 3, 1, 4, 2, 5]);
      expect([...(await source.read('transposed', { start: 1, count: 2 }))]).toEqual([3, 1]);
      expect([...(await source.read('tail'))]).toEqual([4, 5]);
      await source.close();
    });
  });

  it('executes nothing: a pickle that calls os.system is refused by name', async () => {
    await inTemporaryFolder(async (folder) => {
      const proof = path.join(folder, 'executed');
      const pickle = Buffer.concat([
        Buffer.from([0x80, 2]),
        global('os', 'system'),
        Buffer.from('('),
        text(`touch ${proof}`),
        Buffer.from('tR.'),
      ]);
      const file = path.join(folder, 'evil.bin');
      await writeTorchFile(file, pickle, {});
      await expect(openTorchFile(file)).rejects.toThrow(/evil\.bin — it asks for os\.system/);
      expect(existsSync(proof)).toBe(false);
    });
  });

  it.each([
    ['an opcode that no checkpoint has', Buffer.from([0x80, 2, 0x69, 0x0a]), /opcode 0x69 \(i\)/],
    [
      'a global by STACK_GLOBAL',
      Buffer.concat([text('builtins'), text('eval'), Buffer.from([0x93])]),
      /builtins\.eval/,
    ],
    [
      'a call of a storage class',
      Buffer.concat([global('torch', 'FloatStorage'), Buffer.from(')R.')]),
      /cannot be called/,
    ],
    [
      'more notes than any has',
      Buffer.concat([Buffer.from('}'), Buffer.alloc(20_000_000, 0x94)]),
      /piles up more values/,
    ],
    [
      'a list that grows for ever',
      Buffer.concat([Buffer.from(']'), Buffer.alloc(20_000_000, Buffer.from('Na'))]),
      /piles up more values/,
    ],
    ['a pickle that ends too soon', Buffer.from([0x80, 2, 0x58, 0xff, 0, 0, 0]), /ends in the middle/],
    ['no dictionary', Buffer.concat([integer(1), Buffer.from('.')]), /no dictionary of tensors/],
    ['a negative size', pickleState([{ ...WHOLE, shape: [-2, 3] }]), /impossible size/],
    ['a negative offset', pickleState([{ ...WHOLE, offset: -1 }]), /impossible size/],
    ['a tensor beyond its storage', pickleState([{ ...WHOLE, shape: [3, 3] }]), /reaches element 9/],
    ['a tensor beyond by its strides', pickleState([{ ...WHOLE, strides: [2 ** 52, 1] }]), /reaches element/],
    ['a storage that is not there', pickleState([{ ...WHOLE, storage: '7' }]), /no entry archive\/data\/7/],
    [
      'a storage that is shorter than it says',
      pickleState([{ ...WHOLE, elements: 7 }]),
      /24 bytes instead of 28/,
    ],
  ])('refuses %s', async (_, pickle, message) => {
    await withFile(pickle, async (file) => {
      const outcome = await openTorchFile(file).catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(UserError);
      expect((outcome as UserError).message).toMatch(message);
    });
  });

  it('decompresses nothing, so that no zip bomb goes off', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'bomb.bin');
      await writeTorchFile(file, pickleState([WHOLE]), { 0: new Uint8Array(10_000_000) }, true);
      await expect(openTorchFile(file)).rejects.toThrow(/is compressed/);
    });
  });

  it('says what is wrong with a file that is no zip, or is from before torch 1.6', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'other.bin');
      await writeFile(file, 'version https://git-lfs.github.com/spec/v1');
      await expect(openTorchFile(file)).rejects.toThrow(/no file of torch\.save/);
      await writeFile(file, Buffer.from([0x80, 2, 0x8a, 10]));
      await expect(openTorchFile(file)).rejects.toThrow(/before version 1\.6/);
      await writeFile(file, '');
      await expect(openTorchFile(file)).rejects.toThrow(/is empty/);
    });
  });
});

async function withFile(pickle: Buffer, use: (file: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'pytorch_model.bin');
    await writeTorchFile(file, pickle, { 0: new Uint8Array(SIX.buffer) });
    await use(file);
  });
}
