import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MODEL_LIST, type ModelList } from '../../../src/cliContract/modelsList.ts';
import { PULLED_MODEL } from '../../../src/cliContract/modelsPull.ts';
import { REMOVED_MODEL } from '../../../src/cliContract/modelsRemove.ts';
import { VERIFIED_MODEL } from '../../../src/cliContract/modelsVerify.ts';
import type { CliEvent } from '../../../src/cliContract/progress.ts';
import { CliProgram, type RunOptions } from '../../../src/editor/cli/cliProgram.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { inTemporaryFolder, writeCheckpoint } from '../../support/checkpoint.ts';
import { HubServer, publish, stall } from '../../support/hubServer.ts';
import { isRunning } from '../../support/processes.ts';
import { program as bundle } from '../../support/program.ts';

const ID = 'Tele-AI/Tiny';
const WEIGHTS = `/${ID}/resolve/main/model.safetensors`;

let server: HubServer;
let lines: string[];
let program: CliProgram;

beforeEach(async () => {
  server = await HubServer.start();
  lines = [];
  program = new CliProgram({ cliPath: bundle('cli.js'), log: (line) => lines.push(line) });
});

afterEach(() => server.stop());

describe('A model that the editor gets', () => {
  it('is downloaded and converted by another process, which tells how far it is', async () => {
    await inTemporaryFolder(async (folder) => {
      await publishTiny(folder);
      const events: CliEvent[] = [];
      const models = path.join(folder, 'models');
      const pulled = await pull(models, { onEvent: (event) => events.push(event) });
      expect(pulled).toMatchObject({ name: 'Tiny', model: path.join(models, 'Tiny'), wasThere: false });
      expect(events.filter((event) => 'stage' in event)).toEqual([
        { stage: 'download' },
        { stage: 'import' },
      ]);
      const sizes = events.filter((event) => 'bytes' in event);
      expect(sizes.some(({ bytes, totalBytes }) => bytes === totalBytes)).toBe(true);
      const { models: found, unfinished, downloads } = await list(models);
      expect(found).toMatchObject([{ name: 'Tiny', source: ID, weights: 'fp32' }]);
      expect([unfinished, downloads]).toEqual([[], []]);
      const verified = ['models', 'verify', pulled.model, '--progress', 'json'];
      expect(await program.run(VERIFIED_MODEL, verified)).toMatchObject({ ok: true });
    });
  });

  it('can be cancelled: the process is gone, the list says how far it came, and the next pull goes on at the byte', async () => {
    await inTemporaryFolder(async (folder) => {
      const { weights } = await publishTiny(folder);
      const models = path.join(folder, 'models');
      const half = Math.floor(weights.length / 2);
      stallWeights(weights, half);
      const controller = new AbortController();
      const pulling = pull(models, {
        signal: controller.signal,
        onEvent: cancelBefore(weights.length - half, controller),
      });
      await expect(pulling).rejects.toThrow(/abort/i);
      expect(isRunning(pidOf(lines))).toBe(false);
      const [unfinished] = (await list(models)).unfinished;
      expect(unfinished).toMatchObject({
        name: 'Tiny',
        from: ID,
        source: server.endpoint,
        stage: 'download',
      });
      expect(unfinished?.totalBytes).toBeGreaterThan(unfinished?.bytes ?? 0);

      server.faults.length = 0;
      expect(await pull(models)).toMatchObject({ name: 'Tiny', wasThere: false });
      expect(server.ranges()).toContain(`bytes=${half}-`);
      expect((await list(models)).unfinished).toEqual([]);
    });
  });

  it('that was cancelled is removed with all that it left', async () => {
    await inTemporaryFolder(async (folder) => {
      const { weights } = await publishTiny(folder);
      const models = path.join(folder, 'models');
      stallWeights(weights, 100);
      const controller = new AbortController();
      const pulling = pull(models, {
        signal: controller.signal,
        onEvent: cancelBefore(weights.length - 100, controller),
      });
      await expect(pulling).rejects.toThrow(/abort/i);
      await program.run(REMOVED_MODEL, ['models', 'remove', 'Tiny', '--models-folder', models]);
      expect(await list(models)).toMatchObject({ models: [], unfinished: [], downloads: [] });
    });
  });

  it('fails with the reason and the next step, and leaves nothing where nothing came', async () => {
    await inTemporaryFolder(async (models) => {
      const failure = await pull(models).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UserError);
      expect(failure).toMatchObject({
        why: expect.stringContaining('404'),
        nextStep: 'check its name and --source',
      });
      expect((await list(models)).unfinished).toEqual([]);
    });
  });

  it('comes from a folder too', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'Small');
      await mkdir(checkpoint);
      await writeCheckpoint(checkpoint);
      const models = path.join(folder, 'models');
      const args = ['models', 'pull', checkpoint, '--models-folder', models, '--progress', 'json'];
      expect(await program.run(PULLED_MODEL, args)).toMatchObject({ name: 'Small' });
      expect((await list(models)).models).toMatchObject([{ name: 'Small' }]);
    });
  });
});

function pull(models: string, options: RunOptions = {}) {
  const from = ['models', 'pull', ID, '--source', server.endpoint, '--models-folder', models];
  return program.run(PULLED_MODEL, [...from, '--progress', 'json'], options);
}

function list(models: string): Promise<ModelList> {
  return program.run(MODEL_LIST, ['models', 'list', '--models-folder', models]);
}

async function publishTiny(folder: string): Promise<{ readonly weights: Buffer }> {
  const checkpoint = path.join(folder, 'checkpoint');
  await mkdir(checkpoint);
  await writeCheckpoint(checkpoint);
  const files = readdirSync(checkpoint).map(
    (file) => [file, readFileSync(path.join(checkpoint, file))] as const,
  );
  publish(server, 'huggingface', ID, Object.fromEntries(files));
  return { weights: readFileSync(path.join(checkpoint, 'model.safetensors')) };
}

/** The server falls silent in the middle of the weights; other files come as they should. */
function stallWeights(weights: Buffer, bytes: number): void {
  const silent = stall(weights, bytes);
  const fault: HubServer['faults'][number] = (request, response, hub) => {
    server.faults.push(fault);
    return request.url === WEIGHTS && silent(request, response, hub);
  };
  server.faults.push(fault);
}

/** Cancels once no more is missing than that. */
function cancelBefore(missing: number, controller: AbortController): (event: CliEvent) => void {
  return (event) => {
    if ('bytes' in event && event.totalBytes - event.bytes <= missing) controller.abort();
  };
}

function pidOf(log: readonly string[]): number {
  return Number(/models pull started, pid (\d+)/.exec(log.join('\n'))?.[1]);
}
