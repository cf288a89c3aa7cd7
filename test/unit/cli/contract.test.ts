import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DOCTOR_REPORT } from '../../../src/cliContract/doctor.ts';
import { GPU_REMOVED } from '../../../src/cliContract/gpuRemove.ts';
import { GPU_STATUS } from '../../../src/cliContract/gpuStatus.ts';
import { MODEL_LIST } from '../../../src/cliContract/modelsList.ts';
import { PULLED_MODEL } from '../../../src/cliContract/modelsPull.ts';
import { RECOMMENDATION } from '../../../src/cliContract/modelsRecommend.ts';
import { REMOVED_MODEL } from '../../../src/cliContract/modelsRemove.ts';
import { VERIFIED_MODEL } from '../../../src/cliContract/modelsVerify.ts';
import { CLI_EVENT } from '../../../src/cliContract/progress.ts';
import { platform } from '../../../src/shared/platform.ts';
import { inTemporaryFolder, writeCheckpoint } from '../../support/checkpoint.ts';
import { program } from '../../support/program.ts';

describe('What a command prints as JSON, the contract describes to the last field:', () => {
  it('the commands of models, from the pull to the removal', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'Tiny');
      await mkdir(checkpoint);
      await writeCheckpoint(checkpoint);
      const events = await expectContract(PULLED_MODEL, folder, ['models', 'pull', checkpoint, ...PROGRESS]);
      expect(events).toContainEqual({ stage: 'import' });
      await expectContract(MODEL_LIST, folder, ['models', 'list']);
      await expectContract(VERIFIED_MODEL, folder, ['models', 'verify', 'Tiny', ...PROGRESS]);
      await expectContract(REMOVED_MODEL, folder, ['models', 'remove', 'Tiny']);
    });
  });

  it.each([
    ['models recommend', RECOMMENDATION, ['models', 'recommend']],
    ['doctor', DOCTOR_REPORT, ['doctor', '--editor', 'An Editor 1.0']],
  ] as const)('%s', async (_, schema, args) => {
    await inTemporaryFolder(async (folder) => {
      await expectContract(schema, folder, args);
    });
  });

  it.skipIf(platform !== 'linux-x64')('gpu status and gpu remove', async () => {
    await inTemporaryFolder(async (folder) => {
      await expectContract(GPU_STATUS, folder, ['gpu', 'status', '--registry', 'http://127.0.0.1:9']);
      await expectContract(GPU_REMOVED, folder, ['gpu', 'remove']);
    });
  });
});

const PROGRESS = ['--progress', 'json'];

/**
 * Runs the real command line with an own folder for models and GPU support, and compares what it prints with a schema, which
 * would drop what it does not name.
 * @returns the events on stderr, where it is asked for them
 */
async function expectContract(
  schema: v.GenericSchema,
  folder: string,
  args: readonly string[],
): Promise<unknown[]> {
  const env = {
    ...process.env,
    TELECHAT_WRITER_MODELS: path.join(folder, 'models'),
    TELECHAT_WRITER_GPU: path.join(folder, 'gpu'),
  };
  const command = [program('cli.js'), ...args, '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { env });
  const printed: unknown = JSON.parse(stdout);
  expect(v.parse(schema, printed)).toEqual(printed);
  const events = stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  for (const event of events) expect(v.parse(CLI_EVENT, event)).toEqual(event);
  return events;
}
