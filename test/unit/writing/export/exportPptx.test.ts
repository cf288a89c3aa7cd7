import { beforeAll, describe, expect, it } from 'vitest';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { SAMPLE } from '../../../support/exportSample.ts';
import { unzip } from '../../../support/unzip.ts';

async function slidesOf(markdown: string): Promise<{ files: Map<string, string>; slides: string[] }> {
  const files = await unzip(await exportDocument(markdown, 'pptx', 'sample', new AbortController().signal));
  const count = [...files.keys()].filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name)).length;
  const slides = Array.from(
    { length: count },
    (_, index) => files.get(`ppt/slides/slide${index + 1}.xml`) ?? '',
  );
  return { files, slides };
}

function paragraphsOf(xml: string): string[] {
  return xml.match(/<a:p>.*?<\/a:p>/gs) ?? [];
}

function textOf(xml: string): string {
  return [...xml.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map(([, text]) => text).join('');
}

function lines(xml: string): string[] {
  return paragraphsOf(xml).map(textOf);
}

let files: Map<string, string>;
let slides: string[];

beforeAll(async () => {
  ({ files, slides } = await slidesOf(SAMPLE));
});

function slideTitled(title: string): string {
  const found = slides.find((slide) => lines(slide)[0] === title);
  if (!found) throw new Error(`no slide is titled ${title}`);
  return found;
}

describe('a PowerPoint file', () => {
  it('begins with a title slide, then has the sections in their order', () => {
    expect(slides.map((slide) => lines(slide)[0])).toEqual([
      '2026年智慧社区建设工作总结',
      '2026年智慧社区建设工作总结',
      '一、总体情况',
      '一、总体情况（续）',
      '一、总体情况（续）',
      '二、Technical notes',
      '三、下一步计划',
    ]);
    expect(slides.slice(1).every((slide) => slide.includes('<p:ph') && slide.includes('type="title"'))).toBe(
      true,
    );
    expect(files.get('docProps/core.xml')).toContain('<dc:creator>TeleChat Writer</dc:creator>');
  });

  it('is 16:9 and names a Chinese font for Chinese text', () => {
    expect(files.get('ppt/presentation.xml')).toMatch(/<p:sldSz cx="12191695" cy="6858000"/);
    expect(slideTitled('三、下一步计划')).toMatch(/<a:rPr lang="zh-CN".*?<a:ea typeface="微软雅黑"/s);
    expect(files.get('ppt/theme/theme1.xml')).toContain('<a:ea typeface="微软雅黑"/>');
  });

  it('makes points of sentences, without their full stops', () => {
    const [, ...points] = lines(slideTitled('三、下一步计划'));
    expect(points.slice(0, 3)).toEqual(['一是完善机制', '二是加大投入', '三是加强宣传']);
    expect(paragraphsOf(slideTitled('三、下一步计划'))[1]).toContain('<a:buChar char="&#x2022;"/>');
  });

  it('makes sub-points of nested lists and keeps their numbers', () => {
    const listed = slides.flatMap(paragraphsOf);
    const find = (text: string) => listed.find((paragraph) => textOf(paragraph) === text);
    expect(find('加强领导')).toMatch(/<a:buAutoNum type="arabicPeriod" startAt="1"\/>/);
    expect(find('成立专班')).toMatch(/<a:pPr [^>]*lvl="1"/);
    expect(find('周例会')).toMatch(/<a:pPr [^>]*lvl="2"/);
    expect(find('从七开始')).toMatch(/startAt="7"/);
  });

  it('shows a table as a table', () => {
    const table = slides.find((slide) => slide.includes('<a:tbl>')) ?? '';
    expect(table.match(/<a:tr /g)).toHaveLength(3);
    expect(textOf(table)).toContain('门禁升级98.5%');
  });

  it('goes on with a long table on further slides, under its header', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, index) => `| ${index + 1} | ${'逐项说明完成情况'.repeat(5)} |`,
    );
    const { slides: long } = await slidesOf(`## 甲\n\n| 序号 | 说明 |\n|---|---|\n${rows.join('\n')}`);
    const tables = long.filter((slide) => slide.includes('<a:tbl>'));
    expect(tables.length).toBeGreaterThan(1);
    expect(tables.every((slide) => textOf(slide).includes('序号说明'))).toBe(true);
    expect(tables.join('').match(/逐项说明(?:完成情况逐项说明)*/g)).toHaveLength(30);
  });

  it('keeps the section’s whole text in the notes, a paragraph for each line', () => {
    const notes = files.get(`ppt/notesSlides/notesSlide${slides.length}.xml`) ?? '';
    expect(textOf(notes)).toContain('一是完善机制。二是加大投入。三是加强宣传。');
    const listed = lines(files.get('ppt/notesSlides/notesSlide3.xml') ?? '');
    expect(listed).toContain('1. 加强领导；');
    expect(listed).toContain('序号 | 项目 | 完成率');
    expect(listed.join('')).toContain('谢谢（数据来源：管理平台。）');
  });

  it('has properties once in each paragraph, before its text: anything else is damage to PowerPoint', () => {
    for (const paragraph of slides.flatMap(paragraphsOf)) {
      expect(paragraph.match(/<a:pPr[ >]/g)?.length ?? 0).toBeLessThanOrEqual(1);
      if (paragraph.includes('<a:pPr')) expect(paragraph).toMatch(/^<a:p><a:pPr/);
    }
  });

  it('goes on with a long section on slides that are about as full', async () => {
    const sentence =
      '围绕年度目标任务，各部门细化责任分工，按月通报进展情况，及时协调解决推进过程中遇到的困难和问题。';
    const { slides: long } = await slidesOf(`# 题目\n\n## 甲\n\n${sentence.repeat(20)}`);
    const counts = long
      .slice(1)
      .map((slide) => lines(slide).filter((line) => line.startsWith('围绕')).length);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    expect(lines(long[2] ?? '')[0]).toBe('甲（续）');
  });

  it('cuts what has no end, and loses nothing', async () => {
    const endless = '没有标点的文字'.repeat(200);
    const { slides: cut } = await slidesOf(`## 甲\n\n${endless}`);
    expect(cut.length).toBeGreaterThan(2);
    const shown = cut.slice(1).flatMap((slide) => lines(slide).filter((line) => line.includes('标点')));
    expect(shown.join('')).toBe(endless);
  });

  it('has the details on its title slide, which is no outline any more', async () => {
    const { slides: outline } = await slidesOf(
      '# 智慧社区建设PPT大纲\n\n汇报人：张三\n\n## 一、背景\n\n- 现状',
    );
    expect(outline.map(lines)).toEqual([
      expect.arrayContaining(['汇报人：张三', '智慧社区建设']),
      expect.arrayContaining(['一、背景', '现状']),
    ]);
  });

  it('takes a document without a title by its file’s name', async () => {
    const { slides: untitled } = await slidesOf('## 甲\n\n- 一\n\n## 乙\n\n- 二');
    expect(untitled.map((slide) => lines(slide)[0])).toEqual(['sample', '甲', '乙']);
  });
});

describe('A presentation of what is unusual', () => {
  it('names no part that is not there, and has every part that it refers to', async () => {
    const { files: written } = await slidesOf(SAMPLE);
    const named = [...(written.get('[Content_Types].xml') ?? '').matchAll(/PartName="\/([^"]*)"/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, part = ''] of named) expect([...written.keys()]).toContain(part);
    for (const [name, xml] of written) {
      if (!name.endsWith('.rels')) continue;
      const base = `/${name.replace(/_rels\/[^/]*$/, '')}`;
      for (const [relationship, target = ''] of xml.matchAll(/<Relationship\b[^>]*Target="([^"]*)"[^>]*>/g)) {
        if (relationship.includes('TargetMode="External"')) continue;
        const part = new URL(target, `http://a${base}`).pathname.slice(1);
        expect([...written.keys()], `${name} refers to ${target}`).toContain(part);
      }
    }
  });

  it('goes on with a row that is taller than a slide on the next one', async () => {
    const long = Array.from({ length: 60 }, (_, index) => `第${index}句话写得很长很长。`).join('');
    const { slides: written } = await slidesOf(
      `# 题\n\n## 一节\n\n| 甲 | 乙 |\n| --- | --- |\n| 短 | ${long} |\n`,
    );
    const tables = written.filter((slide) => slide.includes('<a:tbl>')).map(textOf);
    expect(tables.length).toBeGreaterThan(1);
    expect(tables.map((text) => text.length).every((length) => length < 700)).toBe(true);
    expect(tables.join('')).toContain('第59句话');
  });

  it('shows the numbers of a list that begins at 0', async () => {
    const { slides: written } = await slidesOf('# 题\n\n## 一节\n\n0. 零\n1. 一\n');
    expect(written.map(textOf).join('')).toContain('0. 零');
  });

  it('has the title, author and date of the front matter', async () => {
    const front = '---\ntitle: 元数据标题\nauthor: 张三\ndate: 2026-11-30\n---\n\n## 一节\n\n正文。\n';
    const { files: written, slides: shown } = await slidesOf(front);
    expect(lines(shown[0] ?? '')).toEqual(expect.arrayContaining(['元数据标题', '张三', '2026-11-30']));
    expect(written.get('docProps/core.xml')).toContain('<dc:creator>张三</dc:creator>');
  });

  it.each([
    'Title: 元数据标题\nSubTitle: 副标题\nAuthor:\n  - name: 张三\n  - 李四',
    '标题: 元数据标题\n副标题: 副标题\n作者: 张三、李四',
  ])('has them by the names that people write: %j', async (front) => {
    const { slides: shown } = await slidesOf(`---\n${front}\n---\n\n## 一节\n\n正文。\n`);
    expect(lines(shown[0] ?? '')).toEqual(expect.arrayContaining(['元数据标题', '副标题', '张三、李四']));
  });

  it('shows a title that is long in a smaller font, and has the whole of one without end in its notes', async () => {
    const title = '关于进一步加强安全生产工作的实施方案及其任务分工'.repeat(2);
    const end = `${title.repeat(9)}末`;
    const { files: written, slides: shown } = await slidesOf(
      `# 甲\n\n## ${title}\n\n文。\n\n## ${end}\n\n文。`,
    );
    expect(shown[1]).toMatch(new RegExp(`sz="1800"(?:(?!<a:t>).)*<a:t>${title}`, 's'));
    expect(shown[2]).toMatch(/sz="1200"(?:(?!<a:t>).)*<a:t>[^<]*…</s);
    expect(written.get('ppt/notesSlides/notesSlide3.xml')).toContain(end);
  });
});
