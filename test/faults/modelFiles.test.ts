import { cp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, textOf } from '../support/engines.ts';
import { demoModel } from '../support/program.ts';

const DAMAGED =
  /weights-0\.bin in the model .* — its contents are not those that were imported; import .* again/;

/** What happens to the weights, and what is said of them when the engine starts the next time. */
const WRITTEN_INTO: readonly (readonly [string, (weights: string) => Promise<void>, RegExp])[] = [
  [
    'truncated',
    (weights) => truncate(weights, 4_000_000),
    /weights-0\.bin has 4000000 bytes instead of 8071296; import the checkpoint again/,
  ],
  [
    'overwritten in part',
    async (weights) => {
      const file = await open(weights, 'r+');
      await file.write(Buffer.alloc(100_000), 0, 100_000, 5_000_000);
      await file.close();
    },
    DAMAGED,
  ],
];

const PUT_ASIDE: readonly (readonly [string, (weights: string) => Promise<void>, RegExp])[] = [
  [
    'replaced by others',
    async (weights) => {
      await writeFile(`${weights}.new`, Buffer.alloc(8_071_296));
      await rename(`${weights}.new`, weights);
    },
    DAMAGED,
  ],
  [
    'removed with their folder',
    (weights) => rm(path.dirname(weights), { recursive: true }),
    /there is no such folder; check the path/,
  ],
];

describe('The weights of a loaded model', () => {
  const start = engineStarter();

  /** Starts an engine on a copy of the demo model. @returns its answer, what changes the copy, and how to ask again */
  async function loaded(folder: string) {
    const model = path.join(folder, 'model');
    await cp(demoModel, model, { recursive: true });
    const engine = start({ modelFolder: model });
    const ask = async (slot: string) => textOf(await collect(engine.stream(request({ slot }), never)));
    return { engine, ask, answer: await ask('before'), weights: path.join(model, 'weights-0.bin') };
  }

  it.each(WRITTEN_INTO)(
    'are %s: no word is computed from them, and the next start says more',
    (_, change, said) =>
      inTemporaryFolder(async (folder) => {
        const { engine, ask, weights } = await loaded(folder);
        await change(weights);
        await expect(ask('after')).rejects.toThrow(
          /weights-0\.bin was changed while it was in use; restart TeleChat: it then checks the file/,
        );
        await engine.restart();
        await expect(ask('again')).rejects.toThrow(said);
      }),
  );

  it.each(PUT_ASIDE)(
    'are %s: the answers stay as they were, until the next start says so',
    (_, change, said) =>
      inTemporaryFolder(async (folder) => {
        const { engine, ask, answer, weights } = await loaded(folder);
        await change(weights);
        expect(await ask('after')).toBe(answer);
        await engine.restart();
        await expect(ask('again')).rejects.toThrow(said);
      }),
  );

  it('are truncated in mid-answer: what came before stays, and the rest is refused', () =>
    inTemporaryFolder(async (folder) => {
      const { engine, weights } = await loaded(folder);
      let text = '';
      const reading = (async () => {
        for await (const event of engine.stream(request({ maxTokens: 300, slot: 'long' }), never)) {
          if (event.type !== 'text') continue;
          if (text === '') await truncate(weights, 4_000_000);
          text += event.text;
        }
      })();
      // Where the pass under way read what was cut off, the system ends the process.
      await expect(reading).rejects.toThrow(
        /was changed while it was in use|ended unexpectedly \(signal SIGBUS\)/,
      );
      expect(text.length).toBeGreaterThan(0);
    }));
});
