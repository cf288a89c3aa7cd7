import { cp, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../src/telechat/folder/modelFolder.ts';
import { MOST } from '../../src/telechat/network/configLimits.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, sidecarOf } from '../support/engines.ts';
import { residentMebibytes } from '../support/memoryTrend.ts';
import { demoModel } from '../support/program.ts';

/** More than any machine has, and nothing on the disk: a file with a hole. */
const LARGE = 10 ** 13;

type Change = (manifest: ModelManifest) => ModelManifest;

describe('What does not fit into memory is refused before any of it is taken', () => {
  const start = engineStarter();

  /** A copy of the demo model that says something else of itself. */
  async function changedModel(folder: string, change: Change): Promise<string> {
    const model = path.join(folder, 'model');
    await cp(demoModel, model, { recursive: true });
    const file = path.join(model, 'telechat.json');
    const manifest: ModelManifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(change(manifest)));
    return model;
  }

  it('a model, with how large it is and how much is free', () =>
    inTemporaryFolder(async (folder) => {
      const model = await changedModel(folder, (manifest) => {
        const weights = { bytes: LARGE, sha256: '0'.repeat(64) };
        return { ...manifest, name: 'huge', files: { ...manifest.files, 'weights-0.bin': weights } };
      });
      await truncate(path.join(model, 'weights-0.bin'), LARGE);
      await expect(start({ modelFolder: model }).info()).rejects.toThrow(
        /the model huge — its weights take 9313\.2 GiB of memory and \d+\.\d GiB are free; close other programs, or take/,
      );
    }));

  it('a text, and the next, shorter one is answered', () =>
    inTemporaryFolder(async (folder) => {
      const modelFolder = await changedModel(folder, ({ config, ...rest }) => ({
        ...rest,
        config: { ...config, seqLength: MOST.seqlen },
      }));
      const engine = start({ modelFolder });
      await collect(engine.stream(request(), never));
      const pid = await sidecarOf(engine);
      const before = residentMebibytes(pid);
      await expect(
        collect(engine.stream(request({ maxTokens: Math.floor(MOST.seqlen * 0.9) }), never)),
      ).rejects.toThrow(
        /a text of \d+ tokens — its KV cache takes \d{3}\.\d GiB of memory and \d+\.\d GiB are free; ask for a shorter text/,
      );
      expect(residentMebibytes(pid) - before).toBeLessThan(100);
      expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
      expect(await engine.pid()).toBe(pid);
    }));
});
