import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE } from '../../../support/exportSample.ts';
import { WordFile } from '../../../support/wordFile.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-styles-'));
  await writeFile(path.join(folder, 'a.gif'), Buffer.from('474946383961100008000000', 'hex'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function thesis(markdown: string): Promise<WordFile> {
  return WordFile.export(markdown, { style: 'thesis', folder });
}

describe('A thesis', () => {
  it('has contents of three levels after its title, on a page of their own', async () => {
    const file = await thesis('# 论文\n\n## 第一章\n\n### 第一节\n\n正文。');
    expect(file.part('word/document.xml')).toMatch(/TOC [^<]*1-3/);
    expect(file.paragraphWith('目录')).toContain('<w:pageBreakBefore/>');
    expect(file.lines.indexOf('目录')).toBeLessThan(file.lines.lastIndexOf('第一章'));
  });

  it('numbers the captions of figures and tables in fields, each kind by itself', async () => {
    const file = await thesis(
      '# 论文\n\n![系统](a.gif)\n\n表：职责\n\n| 甲 |\n|---|\n| 乙 |\n\n![](a.gif "流程")\n\n![](a.gif)\n',
    );
    const captions = file.paragraphs.filter((each) => each.includes('w:val="Caption"'));
    expect(captions.map((each) => each.replace(/<[^>]*>/g, ''))).toEqual([
      '图1  系统',
      '表1  职责',
      '图2  流程',
    ]);
    expect(captions[0]).toContain('w:instr="SEQ 图 \\* ARABIC"');
    expect(captions[1]).toContain('<w:keepNext/>');
  });

  it('keeps the numbers that captions have, and takes no sentence for one', async () => {
    const file = await thesis(
      '![系统](a.gif)\n\n图2-1 系统结构\n\n表2列出了全部职责。\n\n| 甲 |\n|---|\n| 乙 |\n',
    );
    const captions = file.paragraphs.filter((each) => each.includes('w:val="Caption"'));
    expect(captions.map((each) => each.replace(/<[^>]*>/g, ''))).toEqual(['图2-1 系统结构']);
    expect(file.paragraphWith('列出')).toContain('w:val="BodyText"');
  });
});

it('A plain document has neither colours nor shading', async () => {
  const file = await WordFile.export(SAMPLE, { style: 'plain' });
  expect(file.part('word/document.xml')).not.toContain('<w:shd');
  for (const id of ['Title', 'Heading1', 'Quote', 'SourceCode'])
    expect(file.style(id)).not.toMatch(/w:color w:val="(?!000000)/);
});

it.each(['official', 'thesis', 'plain'] as const)('%s loses no text of a document', async (style) => {
  const text = (await WordFile.export(SAMPLE, { style })).lines.join('\n');
  for (const word of [
    '上半年',
    '重点：',
    '旧系统',
    '门禁升级',
    '周例会',
    '第二项还有一段',
    '少跑腿',
    '从七开始',
  ]) {
    expect(text).toContain(word);
  }
});
