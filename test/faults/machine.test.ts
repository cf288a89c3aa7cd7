import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { program } from '../support/program.ts';

/** A command that does not end by itself is killed, and has failed. */
const PATIENCE_MS = 30_000;

function cli(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: unknown; stderr: string }> {
  const options = {
    env: { ...process.env, ...environment },
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [program('cli.js'), ...args], options, (error, _stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stderr }),
    );
  });
}

describe.skipIf(process.platform !== 'linux')('Where nothing can be written', () => {
  const pull = ['models', 'pull', 'a/b', '--source', 'http://127.0.0.1:9'];

  it.each([
    ['http://example.invalid', /^warning: example\.invalid is asked over plain http: /m],
    ['https://example.invalid', /^(?!.*warning)/],
    ['http://127.0.0.1:9', /^(?!.*warning)/],
  ])('a pull from %s warns of plain http', async (source, words) => {
    const { stderr } = await cli({ HOME: '/proc' }, 'models', 'pull', 'a/b', '--source', source);
    expect(stderr).toMatch(words);
  });

  it.each([
    ['a home folder', { HOME: '/proc' }, pull],
    ['a models folder', {}, [...pull, '--models-folder', '/proc/none/models']],
    ['a models folder of the system', { TELECHAT_WRITER_MODELS: '/sys/none' }, pull],
    ['a models folder that is a file', { TELECHAT_WRITER_MODELS: '/etc/hostname' }, pull],
    ['the place of a model', {}, ['import', '.', '--out', '/proc/none/model']],
    ['the place of a file', {}, ['write', '--kind', 'email', '--topic', 'x', '--out', '/proc/none/x.md']],
    [
      'the folder of GPU support',
      { HOME: '/proc', XDG_DATA_HOME: '' },
      ['gpu', 'install', '--registry', 'http://127.0.0.1:9'],
    ],
  ] as const)('%s: the command ends, and says so', async (_what, environment, args) => {
    const { code, stderr } = await cli(environment, ...args);
    expect(stderr).toMatch(/^error: .* — .*; .*$/m);
    expect(stderr).not.toMatch(/unexpected failure/);
    expect(code).toBe(1);
  });
});
