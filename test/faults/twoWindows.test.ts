import { spawn } from 'node:child_process';
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listModels } from '../../src/hub/models/listModels.ts';
import { UserError } from '../../src/shared/errors.ts';
import { removeModel } from '../../src/telechat/folder/modelsFolder.ts';
import { verifyModel } from '../../src/telechat/folder/verifyModel.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { inTemporaryFolder, writeCheckpoint } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, textOf } from '../support/engines.ts';
import { demoModel, program } from '../support/program.ts';

describe('Two windows with one model', () => {
  const start = engineStarter();

  it('answer at the same time, and alike', async () => {
    const windows = [start(), start()];
    const answers = await Promise.all(windows.map((window) => collect(window.stream(request(), never))));
    expect(textOf(answers[0] ?? [])).toBe(textOf(answers[1] ?? []));
    expect(await windows[0]?.pid()).not.toBe(await windows[1]?.pid());
  });

  it('go on when a terminal removes it in mid-answer; what starts later is told', () =>
    inTemporaryFolder(async (models) => {
      const model = path.join(models, 'demo');
      await cp(demoModel, model, { recursive: true });
      const windows = [start({ modelFolder: model }), start({ modelFolder: model })];
      const whole = textOf(await collect(start().stream(request(), never)));
      for (const window of windows) await window.info();
      let removed: Promise<number> | undefined;
      const answers = await Promise.all(
        windows.map(async (window) => {
          let text = '';
          for await (const event of window.stream(request(), never)) {
            if (event.type !== 'text') continue;
            removed ??= removeModel(models, 'demo');
            text += event.text;
          }
          return text;
        }),
      );
      expect(answers).toEqual([whole, whole]);
      expect(await removed).toBeGreaterThan(8_000_000);
      expect(await readdir(models)).toEqual([]);
      await expect(start({ modelFolder: model }).info()).rejects.toThrow(
        /there is no such folder; check the path/,
      );
    }));

  it('start while it is removed: each has the whole of it or is told', () =>
    inTemporaryFolder(async (models) => {
      const model = path.join(models, 'demo');
      await cp(demoModel, model, { recursive: true });
      const starts = Promise.allSettled(
        Array.from({ length: 3 }, () => start({ modelFolder: model }).info()),
      );
      await removeModel(models, 'demo');
      for (const outcome of await starts) {
        if (outcome.status === 'fulfilled') expect(outcome.value.state).toBe('ready');
        else expect(outcome.reason).toBeInstanceOf(UserError);
      }
    }));

  it('read it while it is imported: it is not there before it is whole', () =>
    inTemporaryFolder(async (folder) => {
      const { checkpoint, models, model } = await smallCheckpoint(folder);
      let imported = false;
      const importing = importCheckpoint({ checkpoint, out: model }).finally(() => {
        imported = true;
      });
      while (!imported) {
        for (const found of await listModels(models)) {
          expect(found.broken).toBeUndefined();
          await verifyModel(found.folder);
        }
      }
      await importing;
      expect(await listModels(models)).toHaveLength(1);
    }));

  it('import it at the same time: one does, the others are told whom to wait for', () =>
    inTemporaryFolder(async (folder) => {
      const { checkpoint, models, model } = await smallCheckpoint(folder);
      const imports = ['fp32', 'int8', 'fp16', 'fp32'].map((weights) =>
        importing(checkpoint, model, weights),
      );
      const outcomes = await Promise.all(imports);
      expect(outcomes.filter(({ code }) => code === 0).length).toBe(1);
      for (const { code, said } of outcomes) {
        if (code !== 0)
          expect(said).toMatch(
            /error: the folder .* — (process \d+ is at it; wait|it exists and is not empty)/,
          );
      }
      await verifyModel(model);
      expect(await readdir(models)).toEqual(['model']);
      expect(await readdir(model)).not.toContain('lock');
    }));
});

async function smallCheckpoint(folder: string) {
  const checkpoint = path.join(folder, 'checkpoint');
  const models = path.join(folder, 'models');
  await mkdir(checkpoint);
  await mkdir(models);
  await writeCheckpoint(checkpoint);
  return { checkpoint, models, model: path.join(models, 'model') };
}

function importing(
  checkpoint: string,
  out: string,
  weights: string,
): Promise<{ code: number | null; said: string }> {
  const args = [program('cli.js'), 'import', checkpoint, '--out', out, '--weights', weights];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}
