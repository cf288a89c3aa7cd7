import { describe, expect, it } from 'vitest';
import { type ModelManifest, readModelFolder } from '../../../src/telechat/folder/modelFolder.ts';
import { providerFor } from '../../../src/telechat/folder/modelProvider.ts';
import { demoModel, program } from '../../support/program.ts';

const PROBE = program('probe.js');

/** The demo model, as if its weights had been quantised in blocks of this size. */
async function withBlocksOf(blockSize: number): Promise<ModelManifest> {
  return { ...(await readModelFolder(demoModel)), blockSize };
}

describe('The provider of a model', () => {
  it('is the one that was asked for', async () => {
    const manifest = await withBlocksOf(128);
    expect(await providerFor(manifest, 'cpu', PROBE)).toBe('cpu');
    expect(await providerFor(manifest, 'cuda', PROBE)).toBe('cuda');
  });

  it('is the processor for blocks that CUDA kernels do not know, without a GPU being tried', async () => {
    const manifest = await withBlocksOf(256);
    expect(await providerFor(manifest, 'auto', '/there/is/no/probe.js')).toBe('cpu');
    await expect(providerFor(manifest, 'cuda', PROBE)).rejects.toThrow(
      /the model demo-model — its blocks of 256 weights are for the processor alone; choose the provider cpu/,
    );
  });
});
