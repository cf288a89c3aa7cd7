import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childOf } from '../support/processes.ts';
import { program } from '../support/program.ts';
import { finish, read, startCommand, untilProse } from '../support/terminal.ts';

const MINE = '# 年度工作总结\n\n## 甲\n\n这是我写的。\n';
const OLD = '旧的';

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
const contents = (name: string) => readFile(inFolder(name), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-output-'));
  await writeFile(inFolder('source.md'), MINE);
  await writeFile(inFolder('old.md'), OLD);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (...args: string[]) => startCommand(folder, ...args);
const run = (...args: string[]) => finish(start(...args));

const WRITE = ['write', '--kind', 'report', '--topic', '年度工作', '--length', '150', '--seed', '1'];
const LONG_WRITE = [...WRITE, '--length', '3000'];
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['write', WRITE],
  ['revise', ['revise', '--mode', 'polish', '--in', 'source.md']],
  ['export', ['export', 'source.md', '--to', 'docx']],
  ['dataset', ['dataset', 'source.md']],
];

/** Starts to write, and waits for the first words of a section. */
async function writing(...args: string[]): Promise<{ child: ChildProcess; ended: ReturnType<typeof run> }> {
  const child = start(...LONG_WRITE, ...args);
  const ended = finish(child);
  await untilProse(child);
  return { child, ended };
}

describe.each(COMMANDS)('The file that %s writes', (_name, command) => {
  const to = (out: string, ...more: string[]) => run(...command, '--out', out, ...more);

  it('is not one that is there, unless --force says so; its permissions then stay', async () => {
    await chmod(inFolder('old.md'), 0o640);
    const refused = await to('old.md');
    expect(refused.stderr).toBe(
      'error: the file old.md — it exists; give another file with --out, or replace it with --force\n',
    );
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(await contents('old.md')).toBe(OLD);

    expect(await to('old.md', '--force')).toMatchObject({ code: 0 });
    expect(await contents('old.md')).not.toBe(OLD);
    expect((await stat(inFolder('old.md'))).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['old.md', 'source.md']);
  });
});

describe.each(COMMANDS)('What %s cannot replace by a file', (_name, command) => {
  it.each([
    ['/dev/full', 'it is a device or a pipe'],
    ['pipe', 'it is a device or a pipe'],
    ['link-to-null', 'it is a device or a pipe'],
    ['folder', 'it is a folder'],
    ['link-to-folder', 'it is a folder'],
    ['absent/', 'it is a folder'],
    ['circle', 'ELOOP'],
    ['old.md/new.md', 'ENOTDIR'],
  ])('is found out before the work: %s', async (out, why) => {
    await mkdir(inFolder('folder'));
    await promisify(execFile)('mkfifo', [inFolder('pipe')]);
    await symlink('/dev/null', inFolder('link-to-null'));
    await symlink('folder', inFolder('link-to-folder'));
    await symlink('circle', inFolder('circle'));
    const before = (await readdir(folder)).sort();
    const { code, stdout, stderr } = await run(...command, '--out', out, '--force');
    expect(stderr).toMatch(new RegExp(`^error: (the file|writing) ${out} — ${why}.*; .*--out\n$`));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect((await readdir(folder)).sort()).toEqual(before);
    expect(await contents('old.md')).toBe(OLD);
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a file', 'old.md'],
    ['nothing yet', 'new.md'],
  ])('a link to %s stays one: what it points to is written', async (_what, target) => {
    await mkdir(inFolder('folder'));
    await symlink(`../${target}`, inFolder('folder/link.md'));
    expect(await run(...command, '--out', 'folder/link.md', '--force')).toMatchObject({ code: 0 });
    expect(await readlink(inFolder('folder/link.md'))).toBe(`../${target}`);
    expect(await contents(target)).not.toBe(OLD);
    expect((await readdir(folder)).sort()).toEqual(
      [...new Set(['folder', 'old.md', 'source.md', target])].sort(),
    );
    expect(await readdir(inFolder('folder'))).toEqual(['link.md']);
  });
});

describe('A document in the terminal', () => {
  it('that fails under way leaves the file that it was to replace, and is kept beside it', async () => {
    const { child, ended } = await writing('--out', 'old.md', '--force');
    process.kill(await childOf(child, 'sidecar.js'), 'SIGKILL');
    const { code, stdout, stderr } = await ended;
    expect(stderr).toMatch(
      /ended unexpectedly .*; what was written is in .*old\.unfinished\.md, and goes on with: .*\n$/,
    );
    expect(code).toBe(1);
    expect(await contents('old.md')).toBe(OLD);
    expect(await contents('old.unfinished.md')).toBe(stdout);
    expect(stdout).toMatch(/^# 年度工作总结\n/);
  });

  it('does not replace a file that came to its place meanwhile, nor an unfinished one', async () => {
    await writeFile(inFolder('new.unfinished.md'), MINE);
    const { ended } = await writing('--out', 'new.md');
    await writeFile(inFolder('new.md'), MINE);
    const { code, stdout, stderr } = await ended;
    expect(stderr).toMatch(/new\.md — another program has made it meanwhile; .*new\.unfinished-2\.md\n$/);
    expect(code).toBe(1);
    expect(await contents('new.md')).toBe(MINE);
    expect(await contents('new.unfinished.md')).toBe(MINE);
    expect(await contents('new.unfinished-2.md')).toBe(stdout);
  });
});

describe('A reader that goes', () => {
  /** Reads so much of what it prints, and closes the pipe. */
  async function readSome(child: ChildProcess, bytes: number): ReturnType<typeof run> {
    const words = read(child.stderr);
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let seen = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (seen >= bytes) child.stdout?.destroy();
    });
    if (bytes === 0) child.stdout?.destroy();
    return { code: await code, stdout: '', stderr: await words };
  }

  it('ends a document, which is kept and named', async () => {
    const { code, stderr } = await readSome(start(...LONG_WRITE, '--out', 'new.md'), 100);
    expect(stderr).toMatch(
      /error: the document — its output was closed; what was written is in new\.md, and goes on with: write --resume new\.md\n$/,
    );
    expect(code).toBe(1);
    expect(await contents('new.md')).toMatch(/^# 年度工作总结\n/);
  });

  it.each([
    ['generate', ['generate', '--prompt-file', 'source.md', '--max-tokens', '2000', '--seed', '1']],
    ['logits', ['logits', '--ids', '5,6,7', '--all', '--json']],
    ['tokenize', ['tokenize', '--text-file', 'source.md', '--json']],
    ['measure', ['measure', 'source.md']],
    ['--help', ['--help']],
    ['export', ['export', 'source.md', '--to', 'docx', '--json']],
  ])('ends %s without a word', async (_name, args) => {
    expect(await readSome(start(...args), 0)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is told why, where it is a disk that is full', async () => {
    const full = await open('/dev/full', 'w');
    try {
      const print = (...args: string[]) =>
        finish(
          spawn(process.execPath, [program('cli.js'), ...args], {
            cwd: folder,
            stdio: ['ignore', full.fd, 'pipe'],
          }),
        );
      const measured = await print('measure', 'source.md');
      expect(measured.stderr).toBe(
        'error: the output — the disk of its output is full; print it to another place\n',
      );
      const written = await print(...LONG_WRITE, '--out', 'new.md');
      expect(written.stderr).toMatch(/error: the document — the disk of its output is full; .*\n$/);
    } finally {
      await full.close();
    }
  });

  it('of what is told of the progress ends nothing', async () => {
    const child = start(...WRITE, '--out', 'new.md', '--json');
    child.stderr?.destroy();
    const [stdout] = await Promise.all([read(child.stdout), once(child, 'exit')]);
    expect(JSON.parse(stdout)).toMatchObject({ file: 'new.md' });
  });
});

it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('A document that %s ends is kept', async (signal) => {
  const { child, ended } = await writing('--out', 'new.md');
  child.kill(signal);
  const { stdout, stderr } = await ended;
  expect(stderr).toMatch(
    /the document — it was cancelled; what was written is in new\.md, and goes on with: write --resume new\.md\n$/,
  );
  expect(await contents('new.md')).toBe(stdout);
  expect((await readdir(folder)).sort()).toEqual(['new.md', 'new.md.draft.json', 'old.md', 'source.md']);
});

it.each([
  ['write', [...WRITE, '--source', 'source.md']],
  ['write', [...WRITE, '--outline', 'source.md']],
  ['export', ['export', 'source.md', '--to', 'docx']],
  ['dataset', ['dataset', 'old.md', 'source.md']],
])('%s never replaces what it reads, also by another path', async (_name, command) => {
  await writeFile(inFolder('source.md'), '一、甲（约150字）\n- 乙\n');
  const before = await contents('source.md');
  await symlink('source.md', inFolder('link.md'));
  for (const out of ['source.md', './source.md', 'link.md']) {
    const { code, stderr } = await run(...command, '--out', out, '--force');
    expect(stderr).toMatch(/it is source\.md itself, which is read/);
    expect(code).toBe(2);
  }
  expect(await contents('source.md')).toBe(before);
});
