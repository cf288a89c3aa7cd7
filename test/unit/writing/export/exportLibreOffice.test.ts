import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { HARD_SAMPLE, SAMPLE } from '../../../support/exportSample.ts';
import { OFFICIAL } from '../../../support/officialSample.ts';

const run = promisify(execFile);

async function isMissing(program: string): Promise<boolean> {
  try {
    await run(program, [program === 'soffice' ? '--version' : '-v']);
    return false;
  } catch {
    console.warn(
      `skipped: there is no ${program}; install libreoffice-writer, libreoffice-impress, poppler-utils`,
    );
    return true;
  }
}

const cannotRun = (await isMissing('soffice')) || (await isMissing('pdftotext'));

/** A line of a page, its sides in millimetres. */
interface Line {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

/** The lines of a page from top to bottom, as `pdftotext -bbox-layout` has them; what stands beside another belongs to it. */
function linesOf(page: string): Line[] {
  const words = [
    ...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g),
  ].map(([, left, top, right, bottom, text = '']) => {
    const [l = 0, t = 0, r = 0, b = 0] = [left, top, right, bottom].map((each) => (Number(each) * 25.4) / 72);
    return { left: l, top: t, right: r, bottom: b, text };
  });
  const lines: Line[] = [];
  for (const word of words.sort((a, b) => a.top - b.top || a.left - b.left)) {
    const line = lines.at(-1);
    if (line && word.top - line.top < 2) {
      lines[lines.length - 1] = {
        ...line,
        right: Math.max(line.right, word.right),
        text: line.text + word.text,
      };
    } else lines.push(word);
  }
  return lines;
}

/** LibreOffice makes a profile on its first start, which takes long on a slow machine. */
const TIMEOUT = { timeout: 600_000 };

describe.skipIf(cannotRun)('LibreOffice opens', TIMEOUT, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-export-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Exports, has LibreOffice make `sample.pdf` of it, and reads that with pdftotext. */
  async function pdfText(
    markdown: string,
    format: 'docx' | 'pptx',
    option: string,
    options: ExportOptions = {},
  ): Promise<string> {
    const file = path.join(folder, `sample.${format}`);
    const { signal } = new AbortController();
    await writeFile(file, await exportDocument(markdown, format, 'sample', signal, options));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    await run('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file]);
    const maxBuffer = 2 ** 26;
    return (await run('pdftotext', [option, path.join(folder, 'sample.pdf'), '-'], { maxBuffer })).stdout;
  }

  /** The text of each page without white space. */
  async function pagesOf(markdown: string, format: 'docx' | 'pptx'): Promise<string[]> {
    return (await pdfText(markdown, format, '-layout'))
      .split('\f')
      .slice(0, -1)
      .map((page) => page.replace(/\s+/g, ''));
  }

  it('the Word file: the whole text on one page, numbered', async () => {
    const [page = '', ...more] = await pagesOf(SAMPLE, 'docx');
    expect(more).toHaveLength(0);
    for (const text of [
      '智慧社区建设工作总结',
      '重点：完成三项任务',
      '98.5%',
      '①周例会',
      '7.从七开始',
      '—1—',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('1数据来源：管理平台。');
  });

  it('a long Word file: every page numbered', async () => {
    const section = (index: number) =>
      `## 第${index}节\n\n${'围绕年度目标任务，各部门细化责任分工。'.repeat(60)}\n\n`;
    const pages = await pagesOf(`# 长文\n\n${[1, 2, 3].map(section).join('')}`, 'docx');
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) expect(page).toContain(`—${index + 1}—`);
  });

  it('an official document: 22 lines of 28 characters, the number outside, the imprint at the foot', async () => {
    const text = '各级各部门要提高政治站位强化责任担当统筹推进各项工作任务落实见效'.repeat(60);
    const [head = '', body = ''] = OFFICIAL.split('\n## 总体要求');
    const markdown = `${head}\n${text}。\n\n## 总体要求${body}`;
    const stdout = await pdfText(markdown, 'docx', '-bbox-layout', { style: 'official' });
    const pages = stdout.split('<page ').slice(1).map(linesOf);
    const [, second = [], third = []] = pages;
    for (const page of [second, third]) {
      const lines = page.slice(0, -1);
      expect(lines.map(({ text }) => text.length)).toEqual(Array(22).fill(28));
      for (const { left, right } of lines) {
        expect(left).toBeCloseTo(28, 0);
        expect(right).toBeCloseTo(28 + 156, 0);
      }
      expect((lines[21]?.top ?? 0) - (lines[0]?.top ?? 0)).toBeCloseTo((21 * 28 * 25.4) / 72, 1);
    }
    const numbers = pages
      .map((page) => page.at(-1))
      .map((line) => (line ? [line.text, line.left > 105] : []));
    expect(numbers.slice(0, 3)).toEqual([
      ['—1—', true],
      ['—2—', false],
      ['—3—', true],
    ]);
    const imprint = pages.at(-1)?.find((line) => line.text.includes('秘书处'));
    expect(imprint?.bottom).toBeGreaterThan(297 - 35 - 10);
    expect(imprint?.bottom).toBeLessThan(297 - 35 + 1);
  });

  it('the PowerPoint file: a page for each slide, its points within it', async () => {
    const pages = await pagesOf(SAMPLE, 'pptx');
    expect(pages).toHaveLength(7);
    expect(pages[0]).toContain('智慧社区建设工作总结');
    expect(pages[2]).toContain('一、总体情况');
    expect(pages[6]).toContain('三是加强宣传');
    expect(pages.join('')).toContain('门禁升级');
  });

  it.each(['docx', 'pptx'] as const)(
    'a %s of what is long, deep and wide: nothing leaves its page',
    async (format) => {
      const boxes = await pdfText(HARD_SAMPLE, format, '-bbox');
      const numbers = (text: string) =>
        [...text.matchAll(/="([\d.-]+)"/g)].map(([, number]) => Number(number));
      const [, ...pages] = boxes.split(/(?=<page )/);
      for (const page of pages) {
        const [width = 0, height = 0] = numbers(/<page [^>]*>/.exec(page)?.[0] ?? '');
        for (const [word] of page.matchAll(/<word .*<\/word>/g)) {
          const [left = 0, top = 0, right = 0, bottom = 0] = numbers(word);
          expect(left >= 0 && top >= 0 && right <= width && bottom <= height, word).toBe(true);
        }
      }
      // Slides have footnotes, and the ends of titles that are too long for any, in their notes.
      const inNotes = format === 'pptx' ? ['末2了', '末12了'] : [];
      const text = boxes.replace(/<[^>]*>|\s/g, '');
      const ends = [...HARD_SAMPLE.matchAll(/末\d+了|终/g)].map(([end]) => end);
      expect(ends.filter((end) => !text.includes(end))).toEqual(inNotes);
    },
  );
});
