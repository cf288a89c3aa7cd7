import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { providerFor } from '../../../src/telechat/folder/modelProvider.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { demoModel, program } from '../../support/program.ts';

const PROBE = program('probe.js');

/** The demo model, as if its weights had been quantised in blocks of this size. */
function withBlocksOf(blockSize: number, run: (folder: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (temporary) => {
    const folder = path.join(temporary, 'model');
    await cp(demoModel, folder, { recursive: true });
    const file = path.join(folder, 'telechat.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), blockSize }));
    await run(folder);
  });
}

describe('The provider of a model', () => {
  it('is the one that was asked for', () =>
    withBlocksOf(128, async (folder) => {
      expect(await providerFor(folder, 'cpu', PROBE)).toBe('cpu');
      expect(await providerFor(folder, 'cuda', PROBE)).toBe('cuda');
    }));

  it('is the processor for blocks that CUDA kernels do not know, without a GPU being tried', () =>
    withBlocksOf(256, async (folder) => {
      expect(await providerFor(folder, 'auto', '/there/is/no/probe.js')).toBe('cpu');
      await expect(providerFor(folder, 'cuda', PROBE)).rejects.toThrow(
        /the model demo-model — its blocks of 256 weights are for the processor alone; choose the provider cpu/,
      );
    }));
});
