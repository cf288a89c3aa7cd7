import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../../support/program.ts';

const files = path.join(import.meta.dirname, 'files');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-source-'));
  await writeFile(path.join(folder, 'a.md'), '# 总结\n\n## 一、概述\n\n合计1,234,487.5元，同比增长7.3%。\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function measure(source: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const args = [program('cli.js'), 'measure', 'a.md', '--json', '--source', path.join(files, source)];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

it('--source reads a workbook: the figures of a text are looked for in it', async () => {
  const { stdout } = await measure('known.xlsx');
  expect(JSON.parse(stdout)).toMatchObject({
    problems: [{ kind: 'figureWithoutSource', text: '7.3%', line: 5 }],
  });
});

it('--source tells what is wrong with a file, and uses the exit code of wrong usage', async () => {
  const { code, stderr } = await measure('locked.pdf');
  expect(code).toBe(2);
  expect(stderr).toContain('error: the source locked.pdf — it is protected by a password; save a copy');
});
