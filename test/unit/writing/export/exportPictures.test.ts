import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { readImage } from '../../../../src/writing/export/pictures/imageSize.ts';
import { unzip } from '../../../support/unzip.ts';
import { WordFile } from '../../../support/wordFile.ts';

/** Word's and PowerPoint's unit: 914,400 to the inch. */
const PIXEL = 914_400 / 96;

/** The head of a PNG, which is all that is looked at. @param density pixels of an inch, where it says */
function png(width: number, height: number, density?: number): Buffer {
  const header = Buffer.alloc(33);
  header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  const physical = Buffer.alloc(21);
  physical.writeUInt32BE(9);
  physical.write('pHYs', 4);
  physical.writeUInt32BE(Math.round((density ?? 0) / 0.0254), 8);
  physical[16] = 1;
  return Buffer.concat(density === undefined ? [header] : [header, physical]);
}

const GIF = Buffer.from('474946383961100008000000', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46494600010101009000900000ffc0001108000a001403', 'hex');

let folder: string;
let notes: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telechat-pictures-'));
  await writeFile(path.join(folder, 'a.png'), png(300, 150));
  await writeFile(path.join(folder, '大 图.png'), png(4000, 8000));
  await writeFile(path.join(folder, 'b.png'), png(1, 1));
  await writeFile(path.join(folder, 'c.gif'), GIF);
  await writeFile(path.join(folder, 'd.svg'), '<svg/>');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function word(markdown: string): Promise<WordFile> {
  notes = [];
  return WordFile.export(markdown, { folder, note: (text) => notes.push(text) });
}

function extents(xml: string): number[][] {
  return [...xml.matchAll(/<wp:extent cx="(\d+)" cy="(\d+)"\/>/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe('The size of an image', () => {
  it.each([
    ['a PNG', png(300, 150), { type: 'png', width: 300, height: 150 }],
    ['a PNG of a denser screen', png(300, 150, 192), { type: 'png', width: 150, height: 75 }],
    ['a GIF', GIF, { type: 'gif', width: 16, height: 8 }],
    [
      'a JPEG of 144 dots to the inch',
      JPEG,
      { type: 'jpg', width: 20 * (96 / 144), height: 10 * (96 / 144) },
    ],
  ])('is read from %s', (_what, bytes, size) => {
    expect(readImage(bytes)).toMatchObject(size);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a PNG', png(3, 3).subarray(0, 18)],
    ['a JPEG without a frame', JPEG.subarray(0, 22)],
    ['a picture without a size', png(0, 10)],
    ['a text', Buffer.from('GIF图')],
  ])('is not that of %s', (_what, bytes) => {
    expect(readImage(bytes)).toBeUndefined();
  });
});

describe('A picture in Word', () => {
  it('is in the file with its description, centred and at its own size', async () => {
    const file = await word('# 甲\n\n![系统结构](a.png "总图")');
    const [paragraph = ''] = file.paragraphs.filter((each) => each.includes('<w:drawing>'));
    expect(extents(paragraph)).toEqual([[300 * PIXEL, 150 * PIXEL]]);
    expect(paragraph).toMatch(/<wp:docPr [^>]*descr="系统结构"/);
    expect(paragraph).toContain('<w:jc w:val="center"/>');
    expect(file.names.filter((name) => name.startsWith('word/media/')).length).toBe(1);
    expect(notes).toEqual([]);
  });

  it('is made smaller where it is larger than the page, its shape kept', async () => {
    const [[width = 0, height = 0] = []] = extents(
      (await word('![](大%20图.png)')).part('word/document.xml'),
    );
    expect(height).toBeLessThan(297 * 36_000);
    expect(height / width).toBeCloseTo(2, 5);
  });

  it('has a pitch that grows with it in an official document, in a table too', async () => {
    const markdown =
      '# 甲\n\n![乙](a.png)\n\n见 ![丙](a.png)。\n\n1. ![丁](a.png)\n\n| 戊 |\n|---|\n| ![己](a.png) |\n';
    const file = await WordFile.export(markdown, { folder, style: 'official' });
    const shown = file.paragraphs.filter((each) => each.includes('<w:drawing>'));
    expect(shown).toHaveLength(4);
    for (const each of shown) expect(each).toMatch(/<w:spacing [^>]*w:lineRule="auto"/);
  });

  it('is found by a whole path and by a file’s address', async () => {
    const whole = path.join(folder, 'a.png').replaceAll('\\', '/');
    const file = await word(`![](<${whole}>)\n\n![](${pathToFileURL(whole).href})\n\n![][1]\n\n[1]: c.gif`);
    expect(extents(file.part('word/document.xml'))).toHaveLength(3);
  });
});

describe('A picture that is not taken', () => {
  it.each([
    ['is missing', '![缺](none.png)', '［图：缺］', /none\.png is not there/],
    ['is missing and has no description', '![](img/none.png)', '［图：none.png］', /not there/],
    ['is a folder', '![夹](.)', '［图：夹］', /not there/],
    ['is of another format', '![矢量](d.svg)', '［图：矢量］', /d\.svg is no PNG, JPEG or GIF/],
    ['lies on another machine', '![享](//server/share/a.png)', '［图：享］', /not on this machine/],
  ])('as it %s, is named and stands as text', async (_why, markdown, text, note) => {
    const file = await word(`# 一份说明文件的标题\n\n${markdown}`);
    expect(file.lines).toContain(text);
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  it('as it lies on the net, is a link', async () => {
    const file = await word('# 远处的一张图片\n\n![远](https://example.com/a.png)');
    expect(file.lines).toContain('［图：远］');
    expect(file.part('word/_rels/document.xml.rels')).toContain('Target="https://example.com/a.png"');
    expect(file.names.some((name) => name.startsWith('word/media/'))).toBe(false);
    expect(notes).toHaveLength(1);
  });

  it('as its document was never saved, is missing', async () => {
    const file = await WordFile.export('# 标题文字\n\n![甲](a.png)', { note: (text) => notes.push(text) });
    expect(file.lines).toContain('［图：甲］');
  });
});

it('A picture in PowerPoint has a slide of its own, within it, with its description', async () => {
  const markdown = '# 甲\n\n## 乙\n\n前文。\n\n- 一 ![丙](大%20图.png)\n\n后文。';
  const bytes = await exportDocument(markdown, 'pptx', '甲', new AbortController().signal, { folder });
  const files = await unzip(bytes);
  const slides = [...files]
    .filter(([name]) => /^ppt\/slides\/slide\d+\.xml$/.test(name))
    .map(([, xml]) => xml);
  const [slide = '', ...more] = slides.filter((xml) => xml.includes('<p:pic>'));
  expect(more).toEqual([]);
  expect(slide).toContain('descr="丙"');
  const [, picture = ''] = /<p:pic>(.*?)<\/p:pic>/s.exec(slide) ?? [];
  const [, y, height] = /<a:off x="\d+" y="(\d+)"\/>\s*<a:ext cx="\d+" cy="(\d+)"\/>/.exec(picture) ?? [];
  expect(Number(y) + Number(height)).toBeLessThan(7 * 914_400);
  expect(slides.filter((xml) => xml.includes('前文')).length).toBe(1);
  expect(slides.filter((xml) => xml.includes('后文')).length).toBe(1);
});
