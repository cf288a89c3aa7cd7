import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyModel } from '../../src/telechat/folder/verifyModel.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { checkpointShapes } from '../../src/telechat/layout/checkpointLayout.ts';
import { parseModelConfig } from '../../src/telechat/layout/layouts.ts';
import { TELECHAT } from '../../src/telechat/layout/telechat.ts';
import { inTemporaryFolder, SMALL_CONFIG, writeCheckpoint } from '../support/checkpoint.ts';
import { program } from '../support/program.ts';
import { onSmallDisk } from '../support/smallDisk.ts';

const PAGE = 4096;
const MEBIBYTE = 2 ** 20;
const FULL = 'the disk is full; free some space, or give a file on another disk with --out';

function cli(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program('cli.js'), ...args], (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

describe('A disk that fills up', () => {
  it('while a document is written: what fits is kept, whole character by whole character, and goes on with room', (context) =>
    onSmallDisk(context, MEBIBYTE, async ({ folder, fill }) => {
      const command = [
        'write',
        '--kind',
        'plan',
        '--topic',
        '校园安全管理',
        '--length',
        '3000',
        '--seed',
        '7',
      ];
      const out = path.join(folder, 'plan.md');
      // One page at least is its record's.
      fill(3 * PAGE);
      const { code, stdout, stderr } = await cli(...command, '--out', out);
      expect(stderr).toContain(
        `error: writing ${out} — ${FULL}; what was written is in ${out}, and goes on with: `,
      );
      expect(code).toBe(1);
      const written = await readFile(out);
      expect(written.length).toBeGreaterThan(PAGE - 100);
      expect(written.toString()).toBe(stdout);
      expect((await readdir(folder)).sort()).toEqual(['filler', 'plan.md', 'plan.md.draft.json']);

      const { outline } = JSON.parse(await readFile(`${out}.draft.json`, 'utf8'));
      await rm(path.join(folder, 'filler'));
      expect(await cli('write', '--resume', out)).toMatchObject({ code: 0 });
      const whole = await readFile(out, 'utf8');
      expect(whole.startsWith(written.toString().trimEnd())).toBe(true);
      expect(whole.match(/^## /gm)).toHaveLength(outline.sections.length);
      expect(await readdir(folder)).toEqual(['plan.md']);
    }));

  it('before a document is begun: nothing is left of it', (context) =>
    onSmallDisk(context, MEBIBYTE, async ({ folder, fill }) => {
      const out = path.join(folder, 'email.md');
      fill();
      const { code, stderr } = await cli(
        'write',
        '--kind',
        'email',
        '--topic',
        '会议改期',
        '--out',
        out,
        '--json',
      );
      expect(stderr).toContain(`error: writing ${out} — ${FULL}\n`);
      expect(code).toBe(1);
      expect(await readdir(folder)).toEqual(['filler']);
    }));

  it('while a text is revised: it stays as it is, and the revision is shown', (context) =>
    onSmallDisk(context, MEBIBYTE, async ({ folder, fill }) => {
      const file = path.join(folder, 'report.md');
      await writeFile(file, '我们认真落实年度计划，重点推进系统建设与人员培训。\n');
      const before = await readFile(file, 'utf8');
      fill();
      const { code, stdout, stderr } = await cli('revise', '--mode', 'polish', '--in', file, '--out', file);
      expect(stderr).toContain(`error: writing ${file} — ${FULL}\n`);
      expect(code).toBe(1);
      expect(stdout.trim()).not.toBe('');
      expect(await readFile(file, 'utf8')).toBe(before);
      expect((await readdir(folder)).sort()).toEqual(['filler', 'report.md']);
    }));

  it('while a document is exported: the file that was there stays', (context) =>
    onSmallDisk(context, MEBIBYTE, async ({ folder, fill }) => {
      const [file, out] = [path.join(folder, 'report.md'), path.join(folder, 'report.docx')];
      await writeFile(file, '# 题目\n\n## 甲\n\n正文。\n');
      await writeFile(out, 'mine');
      fill(PAGE);
      const { code, stderr } = await cli('export', file, '--to', 'docx', '--force');
      expect(stderr).toBe(`error: writing ${out} — ${FULL}\n`);
      expect(code).toBe(1);
      expect(await readFile(out, 'utf8')).toBe('mine');
      expect((await readdir(folder)).sort()).toEqual(['filler', 'report.docx', 'report.md']);
    }));

  it('before a model is imported: it says how much is missing', (context) =>
    inTemporaryFolder(async (checkpoint) => {
      await writeCheckpoint(checkpoint);
      await onSmallDisk(context, 4 * MEBIBYTE, async ({ folder }) => {
        const attempt = importCheckpoint({ checkpoint, out: path.join(folder, 'model') });
        await expect(attempt).rejects.toThrow(
          /it needs 65 MiB of disk space and \d MiB are free; free some space or choose another disk/,
        );
        expect(await readdir(folder)).toEqual([]);
      });
    }));

  it('while a model is imported: what is there is used when there is room again', (context) =>
    inTemporaryFolder(async (temporary) => {
      const checkpoint = path.join(temporary, 'checkpoint');
      await mkdir(checkpoint);
      await writeCheckpoint(checkpoint, largerCheckpoint());
      await onSmallDisk(context, 170 * MEBIBYTE, async ({ folder, fill }) => {
        const out = path.join(folder, 'model');
        let isFull = false;
        const attempt = importCheckpoint({
          checkpoint,
          out,
          weights: 'fp32',
          onProgress: () => {
            if (isFull || !hasNoted(out)) return;
            isFull = true;
            fill();
          },
        });
        await expect(attempt).rejects.toThrow(
          /the disk is full; free some space, then start it again: it goes on where it was/,
        );
        expect((await readdir(folder)).sort()).toEqual(['filler', 'model.partial']);

        await rm(path.join(folder, 'filler'));
        const steps: number[] = [];
        await importCheckpoint({
          checkpoint,
          out,
          weights: 'fp32',
          onProgress: ({ bytes }) => steps.push(bytes),
        });
        expect(steps[0]).toBeGreaterThan(32 * MEBIBYTE);
        expect(await readdir(folder)).toEqual(['model']);
        await verifyModel(out);
      });
    }));
});

/** Whether the import has noted how far it has come, which it does every 64 MB. */
function hasNoted(out: string): boolean {
  return /"bytes":[1-9]/.test(readFileSync(path.join(`${out}.partial`, 'journal.json'), 'utf8'));
}

/** 92 MiB of weights. */
function largerCheckpoint() {
  const config = { ...SMALL_CONFIG, vocab_size: 64, hidden_size: 768, n_layer: 4, ffn_hidden_size: 1536 };
  const tensors = Object.fromEntries(
    Array.from(checkpointShapes(TELECHAT, parseModelConfig(config)), ([name, shape]) => {
      const values = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0.5);
      return [name, { dtype: 'F16' as const, shape, values }];
    }),
  );
  return { config, tensors };
}
