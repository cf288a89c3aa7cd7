import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/kernels.mjs';
import { ownKernelsNames } from '../../../src/onnx/ownKernels.ts';
import { platform } from '../../../src/shared/platform.ts';
import { root } from '../../support/root.ts';

/**
 * More of them: FUZZ=1000000 npx vitest run test/unit/onnx/kernelsFuzz.test.ts
 * Where there is a GCC or Clang with AddressSanitizer: cc -g -O1 -fsanitize=address,undefined src/onnx/kernels/*.c
 * src/onnx/kernels/x64/*.c test/fuzz/*.c -lm
 */
const ROUNDS = process.env.FUZZ ?? '2000';

/** What C leaves undefined ends in a signal; Zig has no other way to say so. */
const FLAGS = ['-g', '-O1', '-fsanitize=undefined', '-fsanitize-trap=undefined', '-lm'];

it.runIf(ownKernelsNames().length > 0)(
  'Our kernels compute what the reference does to the bit, and touch nothing beyond their tensors, whatever the attributes and shapes say',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'telechat-fuzz-'));
    try {
      const program = path.join(folder, 'kernels');
      const sources = ['kernels.c', 'reference.c'].map((file) => path.join(root, 'test', 'fuzz', file));
      expect(await compileKernels(platform, program, [...sources, ...FLAGS])).toBe(true);
      const { stdout } = await promisify(execFile)(program, [ROUNDS, '1']);
      for (const name of ownKernelsNames()) {
        expect(stdout).toMatch(new RegExp(`^${name}: [1-9]\\d* computed, [1-9]\\d* refused$`, 'm'));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
