import { cp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, textOf } from '../support/engines.ts';
import { demoModel } from '../support/program.ts';

const start = engineStarter();

async function answer(engine: Engine, slot: string): Promise<string> {
  return textOf(await collect(engine.stream(request({ slot }), never)));
}

/** Answers once from a copy of the demo model, then has its weights file treated badly while the sidecar runs. */
async function withLoadedModel(
  act: (weights: string) => Promise<void>,
  check: (engine: ReturnType<typeof start>, before: string) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const model = path.join(folder, 'model');
    await cp(demoModel, model, { recursive: true });
    const engine = start({ modelFolder: model });
    const before = await answer(engine, 'before');
    await act(path.join(model, 'weights-0.bin'));
    await check(engine, before);
  });
}

describe('The weights of a model that is in use', () => {
  it.each([
    ['cut short', (weights: string) => truncate(weights, 4_000_000)],
    ['emptied', (weights: string) => truncate(weights, 0)],
    [
      'written over',
      async (weights: string) => writeFile(weights, Buffer.alloc((await stat(weights)).size), { flag: 'r+' }),
    ],
  ])(
    'that are %s end in a message, not in a crash or senseless text, and are refused at the next start',
    async (_what, act) => {
      await withLoadedModel(act, async (engine) => {
        await expect(answer(engine, 'after')).rejects.toThrow(/was changed while it was in use/);
        await engine.restart();
        await expect(answer(engine, 'restarted')).rejects.toThrow(/weights-0\.bin/);
      });
    },
  );

  it.each([
    ['removed', (weights: string) => rm(weights)],
    [
      'replaced by another file',
      async (weights: string) => {
        await writeFile(`${weights}.new`, 'another');
        await rename(`${weights}.new`, weights);
      },
    ],
  ])('that are %s go on as they were until the next start', async (_what, act) => {
    await withLoadedModel(act, async (engine, before) => {
      expect(await answer(engine, 'after')).toBe(before);
      await engine.restart();
      await expect(answer(engine, 'restarted')).rejects.toThrow(/weights-0\.bin/);
    });
  });
});
