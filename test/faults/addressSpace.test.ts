import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { demoModel, program } from '../support/program.ts';
import { root } from '../support/root.ts';

/** Kibibytes of addresses: fewer than one memory of WebAssembly takes, as on a shared machine that allows so much a process. */
const LIMIT = 4_000_000;

const README = path.join(root, 'README.md');

describe.skipIf(process.platform !== 'linux')('With few addresses', () => {
  it.each([
    ['--help', ['--help'], /^Usage: telechat-writer/],
    ['measure', ['measure', README], /^# Check of README\.md/],
    ['tokenize', ['tokenize', '--text-file', README], /^\d+,/],
    ['models list', ['models', 'list', '--json'], /^\{"/],
    ['models verify', ['models', 'verify', demoModel], /demo-model/],
    ['generate', ['generate', '--prompt-file', README, '--max-tokens', '1', '--json'], /^\{"/],
  ])('%s works: what they do not suffice for is not loaded', async (_name, args, output) => {
    const command = `ulimit -v ${LIMIT}; exec "$@"`;
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      command,
      'bash',
      process.execPath,
      program('cli.js'),
      ...args,
    ]);
    expect(stdout).toMatch(output);
  });
});
