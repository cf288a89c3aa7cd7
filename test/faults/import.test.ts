import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../src/shared/random.ts';
import { verifyModel } from '../../src/telechat/folder/verifyModel.ts';
import { checkpointShapes } from '../../src/telechat/layout/checkpointLayout.ts';
import { parseModelConfig } from '../../src/telechat/layout/layouts.ts';
import { TELECHAT } from '../../src/telechat/layout/telechat.ts';
import {
  type FixtureTensor,
  inTemporaryFolder,
  SMALL_CONFIG,
  writeCheckpoint,
} from '../support/checkpoint.ts';
import { program } from '../support/program.ts';

const KILLS = 20;
const TIMEOUT_MS = 1_800_000;

/** Some seconds of work: 9 million weights. */
const CONFIG = {
  ...SMALL_CONFIG,
  vocab_size: 2000,
  hidden_size: 384,
  n_layer: 4,
  n_head: 6,
  ffn_hidden_size: 1024,
};

describe('A power cut in the middle of an import', () => {
  it(
    'never leaves a model folder that looks whole and is not, and the next import completes',
    async () => {
      await inTemporaryFolder(async (folder) => {
        const checkpoint = path.join(folder, 'checkpoint');
        await mkdir(checkpoint);
        await writeCheckpoint(checkpoint, { tensors: tensors(), config: CONFIG });
        const started = performance.now();
        await run(checkpoint, path.join(folder, 'first'));
        const duration = performance.now() - started;

        const out = path.join(folder, 'model');
        const random = mulberry32(7);
        for (let kill = 0; kill < KILLS; kill++) {
          await run(checkpoint, out, random() * duration);
          if (!existsSync(out)) continue;
          // It was finished: either before the kill, or by what the kills before had left to do.
          await verifyModel(out);
          await rm(out, { recursive: true });
        }
        await run(checkpoint, out);
        const model = await verifyModel(out);
        const whole = await verifyModel(path.join(folder, 'first'));
        expect(model.files).toEqual(whole.files);
      });
    },
    TIMEOUT_MS,
  );
});

/** Random-looking weights of the config's shapes. */
function tensors(): Record<string, FixtureTensor> {
  const random = mulberry32(1);
  return Object.fromEntries(
    Array.from(checkpointShapes(TELECHAT, parseModelConfig(CONFIG)), ([name, shape]) => {
      const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5);
      return [name, { dtype: 'F16' as const, shape, values }];
    }),
  );
}

/** Runs an import as its own process; kills it after so many milliseconds, where given. */
async function run(checkpoint: string, out: string, killAfter?: number): Promise<void> {
  const args = [program('cli.js'), 'import', checkpoint, '--out', out, '--weights', 'fp32'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (killAfter === undefined || code !== null) expect(code, errors).toBe(0);
}
