import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../support/program.ts';
import { root } from '../../support/root.ts';

const preload = path.join(root, 'test/support/recordConnections.cjs');

let folder: string;
let home: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-network-'));
  home = path.join(folder, 'home');
  await mkdir(home);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command and returns what it, its processes and its threads opened on the network, and which programs these were. */
async function connectionsOf(name: string, ...args: string[]) {
  const record = path.join(folder, name);
  const env = {
    ...process.env,
    HOME: home,
    NODE_OPTIONS: `--require=${JSON.stringify(preload)}`,
    TELECHAT_TEST_CONNECTIONS: record,
  };
  const failure = await promisify(execFile)(process.execPath, [program('cli.js'), ...args], { env }).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );
  const lines = (await readFile(record, 'utf8')).trim().split('\n');
  return {
    failure,
    programs: lines.filter((line) => line.startsWith('watching')).map((line) => path.basename(line)),
    opened: lines.filter((line) => !line.startsWith('watching')),
  };
}

describe('Without a server named by the person', () => {
  it('writing a document opens nothing on the network, in any process', async () => {
    const out = path.join(folder, 'a.md');
    const request = ['--kind', 'email', '--topic', '会议改期', '--length', '150', '--out', out];
    const { failure, programs, opened } = await connectionsOf('write', 'write', ...request);
    expect(failure).not.toContain('error');
    expect(await readFile(out, 'utf8')).toContain('会议改期');
    expect(programs).toEqual(expect.arrayContaining(['cli.js', 'sidecar.js']));
    expect(opened).toEqual([]);
  });

  it('ONNX Runtime makes no id for this machine and collects no events for Microsoft, as it would by itself', async () => {
    const file = path.join(folder, 'b.md');
    await connectionsOf(
      'again',
      'write',
      '--kind',
      'email',
      '--topic',
      '开会',
      '--length',
      '150',
      '--out',
      file,
    );
    expect(await readFile(file, 'utf8')).toContain('开会');
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });

  it('is a statement that can fail: a server that is named is seen to be called', async () => {
    const prompt = path.join(folder, 'prompt.txt');
    await writeFile(prompt, '你好');
    const request = ['--remote', 'http://127.0.0.1:59999', '--prompt-file', prompt];
    const { opened } = await connectionsOf('remote', 'generate', ...request);
    expect(opened.join('\n')).toContain('127.0.0.1');
  });
});
