import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { program } from '../support/program.ts';

const MARKDOWN = '# 题目\n\n## 甲\n\n正文。\n';
const folders: string[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-export-'));
  folders.push(folder);
  await writeFile(path.join(folder, 'report.md'), MARKDOWN);
});

afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function exportFile(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program('cli.js'), 'export', ...args],
      { cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

/** What lies in the folder: nothing half-written may be left there. */
async function names(): Promise<string[]> {
  return (await readdir(folder)).sort();
}

describe('export in the terminal', () => {
  it('writes the file and says where', async () => {
    const { code, stdout } = await exportFile('report.md', '--to', 'docx', '--out', 'new/a.docx', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ file: 'new/a.docx' });
    expect((await readFile(path.join(folder, 'new/a.docx'))).subarray(0, 2).toString()).toBe('PK');
    expect(await readdir(path.join(folder, 'new'))).toEqual(['a.docx']);
  });

  it('writes beside the document when no file is named', async () => {
    expect((await exportFile('report.md', '--to', 'pptx')).code).toBe(0);
    expect(await names()).toEqual(['report.md', 'report.pptx']);
  });

  it('replaces nothing without --force', async () => {
    const file = path.join(folder, 'report.docx');
    await writeFile(file, 'mine');
    const refused = await exportFile('report.md', '--to', 'docx');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      'error: the file report.docx — it exists; give another file with --out, or replace it with --force\n',
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await exportFile('report.md', '--to', 'docx', '--force')).code).toBe(0);
    expect(await readFile(file, 'utf8')).not.toBe('mine');
    expect(await names()).toEqual(['report.docx', 'report.md']);
  });

  it('leaves nothing where it cannot write', async () => {
    const { code, stderr } = await exportFile('report.md', '--to', 'docx', '--out', 'report.md/a.docx');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: writing report\.md\/a\.docx — E.*; .*--out\n$/);
    expect(await names()).toEqual(['report.md']);
    expect(await readFile(path.join(folder, 'report.md'), 'utf8')).toBe(MARKDOWN);
  });

  it('leaves an older file as it was when the new one cannot be made', async () => {
    await writeFile(path.join(folder, 'empty.md'), '\n');
    await writeFile(path.join(folder, 'a.docx'), 'mine');
    const { code, stderr } = await exportFile('empty.md', '--to', 'docx', '--out', 'a.docx', '--force');
    expect(code).toBe(1);
    expect(stderr).toBe('error: the document empty — there is nothing in it; write something first\n');
    expect(await readFile(path.join(folder, 'a.docx'), 'utf8')).toBe('mine');
  });

  it('reads a document as Chinese Windows writes it, and says so', async () => {
    await writeFile(path.join(folder, 'gbk.md'), Buffer.from([0xd6, 0xd0, 0xce, 0xc4]));
    const { code, stderr } = await exportFile('gbk.md', '--to', 'docx');
    expect(code).toBe(0);
    expect(stderr).toContain('gbk.md was read as GBK');
  });

  it.each([
    ['an unknown format', ['report.md', '--to', 'odt']],
    ['no format', ['report.md']],
    ['the document itself as the file', ['report.md', '--to', 'docx', '--out', './report.md', '--force']],
    ['a name of the other format', ['report.md', '--to', 'docx', '--out', 'a.pptx']],
    ['a document that is not there', ['absent.md', '--to', 'docx']],
    ['a document that is no text', ['image.md', '--to', 'docx']],
  ])('takes %s for bad usage', async (_what, args) => {
    await writeFile(path.join(folder, 'image.md'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]));
    const { code, stderr } = await exportFile(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(await names()).toEqual(['image.md', 'report.md']);
    expect(await readFile(path.join(folder, 'report.md'), 'utf8')).toBe(MARKDOWN);
  });
});
