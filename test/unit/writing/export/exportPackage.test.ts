import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { readMarkdown } from '../../../../src/writing/export/markdown/readMarkdown.ts';
import { BODY_BOX, BODY_HEIGHT, rowHeight } from '../../../../src/writing/export/pptx/slideDesign.ts';
import { layOutSlides } from '../../../../src/writing/export/pptx/slides.ts';
import { columnWidths } from '../../../../src/writing/export/tableColumns.ts';
import { SAMPLE } from '../../../support/exportSample.ts';
import { unzip } from '../../../support/unzip.ts';

describe.each(['docx', 'pptx'] as const)('a %s package', (format) => {
  it.each([
    ['the sample', SAMPLE],
    ['a deck', '# 部门汇报\n\n## 进展\n\n- 三项\n\n## 计划\n\n- 验收'],
    ['a note with a link', '# 甲[^1]\n\n## 乙\n\n丙\n\n[^1]: [丁](https://a.example.cn)'],
  ])('of %s names no part that is not there', async (_, markdown) => {
    const files = await unzip(await exportDocument(markdown, format, 'a', new AbortController().signal));
    const types = files.get('[Content_Types].xml') ?? '';
    const parts = [...types.matchAll(/PartName="\/([^"]*)"/g)].map(([, part]) => part);
    expect(parts.filter((part) => !files.has(part ?? ''))).toEqual([]);
    expect(parts.length).toBe(new Set(parts).size);
    const endings = [...types.matchAll(/Extension="([^"]*)"/g)].map(([, ending]) => `.${ending}`);
    const untyped = [...files.keys()].filter(
      (name) =>
        !name.endsWith('/') && !parts.includes(name) && !endings.includes(name.slice(name.lastIndexOf('.'))),
    );
    expect(untyped.filter((name) => name !== '[Content_Types].xml')).toEqual([]);
    for (const [name, xml] of files) {
      if (!name.endsWith('.rels')) continue;
      const base = path.posix.join(path.posix.dirname(name), '..');
      for (const [relationship] of xml.matchAll(/<Relationship [^>]*>/g)) {
        if (relationship.includes('TargetMode="External"')) continue;
        const target = /Target="([^"]*)"/.exec(relationship)?.[1] ?? '';
        const part = target.startsWith('/') ? target.slice(1) : path.posix.join(base, target);
        expect(files.has(part), `${name} → ${target}`).toBe(true);
      }
    }
  });
});

describe('the tables of slides', () => {
  const LONG = '为贯彻落实关于进一步加强安全生产工作的决策部署，结合实际制定本方案。'.repeat(30);

  it.each([
    ['a long row', `| 甲 | 乙 |\n|---|---|\n| 1 | ${LONG}末句 |`],
    ['a long header', `| ${LONG}末句 | 乙 |\n|---|---|\n| 1 | 2 |`],
    ['a long word', `| 甲 | 乙 |\n|---|---|\n| 1 | ${'x'.repeat(3000)}末句 |`],
    ['many lines', `| 甲 | 乙 |\n|---|---|\n| 1 | ${'行<br>'.repeat(60)}末句 |`],
  ])('keep %s on their slides, to its end', (_, table) => {
    const slides = layOutSlides(readMarkdown(`# 方案\n\n## 任务\n\n${table}`, 'a'));
    let text = '';
    for (const { content } of slides) {
      if (!('type' in content) || content.type !== 'table') continue;
      const widths = columnWidths(content, BODY_BOX.w);
      const height = content.rows.reduce((sum, row) => sum + rowHeight(row, widths), 0);
      expect(height).toBeLessThanOrEqual(BODY_HEIGHT);
      text += content.rows
        .flat(2)
        .map((run) => run.text)
        .join('');
    }
    expect(text).toContain('末句');
  });
});

describe('a list of slides that begins at 0', () => {
  it('shows 0', () => {
    const [slide] = layOutSlides(readMarkdown('# 甲\n\n## 乙\n\n0. 丙\n1. 丁', 'a'));
    expect(slide?.content).toMatchObject([
      { mark: 'none', runs: [{ text: '0. ' }, { text: '丙' }] },
      { mark: { number: 1 } },
    ]);
  });
});
