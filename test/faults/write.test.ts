import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../support/program.ts';

const MINUTES =
  '---\nname: 会议纪要\nfields: [{id: date, label: 日期, shown: true}]\nsections: [概况, 决定]\n---\n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-write-'));
  await mkdir(path.join(folder, '.telechat/documents'), { recursive: true });
  await writeFile(path.join(folder, '.telechat/documents/minutes.md'), MINUTES);
  await writeFile(path.join(folder, '.telechat/documents/broken.md'), MINUTES.replace('name', 'nmae'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function write(...args: string[]): Promise<{ code: unknown; stderr: string }> {
  const command = [program('cli.js'), 'write', '--length', '150', '--out', 'out.md', '--json', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder }, (error, _stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stderr }),
    );
  });
}

describe('write in the terminal', () => {
  it.each([
    [
      'a kind that there is not',
      ['--kind', 'poem'],
      /error: the kind of document "poem" — .*use one of report/,
    ],
    [
      'a field that the kind lacks',
      ['--kind', 'email', '--field', 'to=王'],
      /error: the field "to" — .*recipient/,
    ],
    [
      'a field without a value',
      ['--kind', 'email', '--field', 'to'],
      /error: --field "to" — it is no name=value/,
    ],
    [
      'a number that is none',
      ['--kind', 'ppt', '--field', 'slides=多'],
      /error: .*slides.* — "多" is not a whole/,
    ],
    ['English of the demo model', ['--kind', 'plan', '--language', 'en'], /error: a document in English — /],
    ['a file that there is not', ['--kind', 'none.md'], /error: none\.md — /],
    ['a broken kind by name', ['--kind', 'broken'], /error: nmae in .*broken\.md:2 — there is no such entry/],
    [
      'a broken kind by path',
      ['--kind', '.telechat/documents/broken.md'],
      /error: nmae in .*broken\.md:2 — /,
    ],
  ])('refuses %s, says why and leaves nothing behind', async (_what, args, message) => {
    const { code, stderr } = await write('--topic', '例会', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(folder)).toEqual(['.telechat']);
  });

  it('knows a kind of the folder by its name, and warns of the broken one beside it', async () => {
    const { code, stderr } = await write('--kind', '会议纪要', '--topic', '例会', '--field', '日期=3月5日');
    expect(stderr).toMatch(/warning: nmae in .*broken\.md:2/);
    expect(code).toBe(0);
    const document = await readFile(path.join(folder, 'out.md'), 'utf8');
    expect(document).toMatch(/^# 例会会议纪要\n\n日期：3月5日\n\n## 一、概况\n\n[\s\S]*\n## 二、决定\n/);
  });
});
