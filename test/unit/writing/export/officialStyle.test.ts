import { beforeAll, describe, expect, it } from 'vitest';
import { placeSignature } from '../../../../src/writing/export/docx/official/closing.ts';
import { OFFICIAL } from '../../../support/officialSample.ts';
import { numberOf, textOf, WordFile } from '../../../support/wordFile.ts';

/** Twips of a millimetre and of a point. */
const MM = 1440 / 25.4;
const POINT = 20;

let word: WordFile;

beforeAll(async () => {
  word = await WordFile.export(OFFICIAL, { style: 'official' });
});

/** The fonts and size of a style or run. */
function look(xml: string) {
  const fonts = ['ascii', 'hAnsi', 'eastAsia'].map(
    (kind) => new RegExp(`w:${kind}="([^"]*)"`).exec(xml)?.[1],
  );
  return { fonts: [...new Set(fonts)], points: numberOf(xml, 'sz', 'val') / 2 };
}

describe('The page, GB/T 9704-2012 chapter 5', () => {
  it('is A4 with 37 mm above, 28 mm at the left and 156 × 225 mm of text', () => {
    const document = word.part('word/document.xml');
    const millimetres = (element: string, attribute: string) =>
      Math.round((numberOf(document, element, attribute) / MM) * 10) / 10;
    expect([millimetres('pgSz', 'w'), millimetres('pgSz', 'h')]).toEqual([210, 297]);
    expect([millimetres('pgMar', 'top'), millimetres('pgMar', 'left')]).toEqual([37, 28]);
    expect([millimetres('pgMar', 'bottom'), millimetres('pgMar', 'right')]).toEqual([35, 26]);
  });

  it('has 22 lines of a fixed pitch of 28 points, and room for 28 characters, not 29', () => {
    const pitch = numberOf(word.style('BodyText'), 'spacing', 'line');
    expect(word.style('BodyText')).toContain('w:lineRule="exact"');
    expect(pitch / POINT).toBe(28);
    expect(Math.floor((225 * MM) / pitch)).toBe(22);
    const [defaults = ''] = /<w:docDefaults>.*?<\/w:docDefaults>/s.exec(word.part('word/styles.xml')) ?? [];
    const character = numberOf(defaults, 'sz', 'val') * 10 + numberOf(defaults, 'spacing', 'val');
    expect(Math.floor((156 * MM) / character)).toBe(28);
    expect(defaults).toContain('<w:widowControl w:val="0"/>');
    expect(defaults).toContain('<w:autoSpaceDN w:val="0"/>');
  });
});

describe('Fonts', () => {
  it.each([
    ['Title', '方正小标宋简体', 22],
    ['Heading1', '黑体', 16],
    ['Heading2', '楷体_GB2312', 16],
    ['Heading3', '仿宋_GB2312', 16],
    ['Heading4', '仿宋_GB2312', 16],
    ['Imprint', undefined, 14],
  ])('of %s: %s, %d points, not bold', (id, font, points) => {
    expect(look(word.style(id))).toEqual({ fonts: [font], points });
    expect(word.style(id)).not.toContain('<w:b/>');
  });

  it('are 仿宋 of 3号 where nothing else is said, and no theme’s', () => {
    const styles = word.part('word/styles.xml');
    const [defaults = ''] = /<w:rPrDefault>.*?<\/w:rPrDefault>/s.exec(styles) ?? [];
    expect(look(defaults)).toEqual({ fonts: ['仿宋_GB2312'], points: 16 });
    for (const name of word.names.filter((each) => /^word\/[a-z0-9]+\.xml$/.test(each))) {
      expect(word.part(name), name).not.toMatch(/w:\w+Theme="/);
    }
  });

  it('are Chinese for quotation marks, dashes and ellipses', () => {
    const [run = ''] = /<w:r>(?:(?!<\/w:r>).)*“/s.exec(word.paragraphWith('智慧社区”建设')) ?? [];
    expect(run).toContain('<w:rFonts w:hint="eastAsia"/>');
    expect(textOf(word.paragraphWith('为推进'))).toContain('——让数据多跑路……');
  });

  it('that a machine lacks have others named for them', () => {
    const fonts = word.part('word/fontTable.xml');
    expect(fonts).toMatch(/w:name="方正小标宋简体"><w:altName w:val="[^"]*宋体"\/>/);
    expect(fonts).toMatch(/w:name="仿宋_GB2312"><w:altName w:val="仿宋/);
    expect(fonts).toMatch(/w:name="楷体_GB2312"><w:altName w:val="楷体/);
  });
});

describe('The head, 7.2', () => {
  it('has its marks at the left, the strong ones in 黑体', () => {
    expect(word.lines.slice(0, 3)).toEqual(['000001', '机密★1年', '特急']);
    expect(word.paragraphWith('机密')).toContain('w:eastAsia="黑体"');
    expect(word.paragraphWith('特急')).toContain('w:eastAsia="黑体"');
  });

  it('has the issuer in red and 小标宋, 35 mm below the upper edge of the text', () => {
    const issuer = word.paragraphWith('某省人民政府办公厅文件');
    expect(word.style('Letterhead')).toContain('<w:color w:val="FF0000"/>');
    expect(look(word.style('Letterhead')).fonts).toEqual(['方正小标宋简体']);
    const size = numberOf(issuer, 'sz', 'val');
    const above = 3 * 28 * POINT + numberOf(issuer, 'spacing', 'before');
    // Characters stand a twentieth of their size above a line that is no higher than they are.
    expect((above - 0.05 * size * 10) / MM).toBeCloseTo(35, 1);
    expect((size / 2) * 11).toBeLessThan((156 * MM) / POINT);
  });

  it('has the number two lines below, in the form of the standard, over a red line as wide as the text', () => {
    const at = word.lines.indexOf('某省人民政府办公厅文件');
    expect(word.lines.slice(at + 1, at + 4)).toEqual(['', '', '某政办发〔2026〕12号']);
    expect(word.paragraphs[at + 3]).toContain('<w:jc w:val="center"/>');
    expect(word.paragraphs[at + 4]).toMatch(/<w:top [^>]*w:color="FF0000"/);
    expect(word.paragraphs[at + 4]).not.toContain('<w:ind');
  });

  it('has signers at the right in 楷体, and then the number at the left on the line of the last', async () => {
    const file = await WordFile.export(
      '---\n发文机关: 某市财政局\n发文字号: 财〔2026〕8号\n签发人: 张三、李四海、王五\n---\n# 请示\n\n正文。',
      { style: 'official' },
    );
    const first = file.paragraphWith('签发人：');
    expect(textOf(first)).toBe('\t签发人：张三\t李四海');
    expect(first).toMatch(/w:eastAsia="楷体_GB2312"(?:(?!<\/w:r>).)*张三/s);
    expect(textOf(file.paragraphWith('王五'))).toBe('财〔2026〕8号\t王五');
    expect(numberOf(file.paragraphWith('王五'), 'ind', 'left')).toBe(315);
  });
});

describe('The main part, 7.3', () => {
  it('has its title in the middle two lines below the red one, and the recipients a line below it at the margin', () => {
    const at = word.lines.indexOf('关于加强智慧社区建设工作的通知');
    expect(word.lines.slice(at - 2, at + 3)).toEqual([
      '',
      '',
      '关于加强智慧社区建设工作的通知',
      '',
      '各市、县人民政府，省政府各部门：',
    ]);
    expect(word.style('Title')).toContain('<w:jc w:val="center"/>');
    expect(word.paragraphs[at + 2]).not.toContain('w:firstLine');
    expect(word.style('OfficialLine')).not.toContain('w:firstLine');
  });

  it('indents paragraphs and headings by two characters', () => {
    for (const id of ['BodyText', 'Heading1', 'Heading4']) {
      expect(numberOf(word.style(id), 'ind', 'firstLineChars')).toBe(200);
    }
  });

  it('numbers headings as the standard does', () => {
    const headings = word.paragraphs.filter((each) => each.includes('w:val="Heading')).map(textOf);
    expect(headings).toEqual(['一、总体要求', '（一）工作目标', '1.基础设施', '（1）机房', '二、保障措施']);
  });

  it('keeps the numbers that headings have', async () => {
    const file = await WordFile.export('# 甲\n\n## 一、乙\n\n### 1.1 丙\n\n## 二、丁\n', {
      style: 'official',
    });
    const headings = file.paragraphs.filter((each) => each.includes('w:val="Heading')).map(textOf);
    expect(headings).toEqual(['一、乙', '1.1 丙', '二、丁']);
  });

  it('cuts no table by its pitch', () => {
    expect(word.paragraphWith('门禁升级')).toContain('<w:pStyle w:val="TableText"/>');
    expect(word.style('TableText')).not.toContain('exact');
    expect(word.style('Normal')).not.toContain('exact');
  });

  it('has the attachments a line below the text, numbered and without punctuation', () => {
    const at = word.lines.indexOf('附件：1.任务分工表');
    expect(word.lines[at - 1]).toBe('');
    expect(word.lines[at + 1]).toBe('2.重点项目清单');
    // Two characters, the label's three, and the number's one.
    expect(numberOf(word.paragraphs[at] ?? '', 'ind', 'left')).toBe(6 * 315);
    expect(numberOf(word.paragraphs[at] ?? '', 'ind', 'hanging')).toBe(4 * 315);
    expect(numberOf(word.paragraphs[at + 1] ?? '', 'ind', 'hanging')).toBe(315);
  });

  it('has the signature two characters from the right and the date two characters right of where it begins', () => {
    const at = word.lines.lastIndexOf('某省人民政府办公厅');
    expect(word.lines.slice(at - 1, at + 3)).toEqual([
      '',
      '某省人民政府办公厅',
      '2026年12月1日',
      '（此件公开发布）',
    ]);
    expect(numberOf(word.paragraphs[at] ?? '', 'ind', 'right')).toBe(2 * 315);
    // The signature takes 9 characters of 28.
    expect(numberOf(word.paragraphs[at + 1] ?? '', 'ind', 'left')).toBe((28 - 2 - 9 + 2) * 315);
  });

  it('has a date that is longer two characters from the right, and the signature begin two characters left of it', () => {
    const { signature, date } = placeSignature(5, 6.5, false);
    expect(date).toEqual({ flush: 'right', characters: 2 });
    expect(signature).toEqual({ flush: 'right', characters: 2 + 6.5 + 2 - 5 });
  });

  it.each([
    ['the date four characters from the right', 9, 28 - (6.5 + 2 * 4)],
    ['a long name as far as the margin', 20, 28 - 20],
  ])('has, for a seal, the signature centred over the date, %s', (_where, width, left) => {
    const { signature, date } = placeSignature(width, 6.5, true);
    expect(signature).toEqual({ flush: 'middle', left });
    expect(date).toEqual(signature);
  });

  it('finds recipients, attachments and signature in a text without front matter', async () => {
    const file = await WordFile.export(
      '# 请示\n\n市政府：\n\n经费不足。\n\n妥否，请批示。\n\n附件：1.测算表\n\n某局\n2026年12月1日',
      { style: 'official' },
    );
    expect(file.lines.slice(2)).toEqual([
      '市政府：',
      '经费不足。',
      '妥否，请批示。',
      '',
      '附件：测算表',
      '',
      '某局',
      '2026年12月1日',
    ]);
  });

  it('prints once what front matter and text both say, and keeps what the text says otherwise', async () => {
    const front = '---\nauthor: 张三\n主送: 各部门\n署名: 某局\n成文日期: 2026-12-01\n附件: 甲\n---\n';
    const closing = '附件：甲\n\n某局\n2026年12月1日';
    const same = await WordFile.export(`${front}# 通知\n\n各部门:\n\n正文。\n\n${closing}`, {
      style: 'official',
    });
    const lines = ['各部门：', '正文。', '', '附件：甲', '', '某局', '2026年12月1日'];
    expect(same.lines.slice(2)).toEqual(lines);
    const other = await WordFile.export(`${front}# 通知\n\n同志们：\n\n正文。\n\n某厅\n2026年12月2日`, {
      style: 'official',
    });
    expect(other.lines.slice(2)).toEqual([
      '各部门：',
      '同志们：',
      '正文。',
      '某厅',
      '2026年12月2日',
      ...lines.slice(2),
    ]);
  });

  it('begins an appendix on a page of its own, its title in the third line', async () => {
    const file = await WordFile.export('# 甲\n\n正文。\n\n## 附件1\n\n### 清单\n\n内容。', {
      style: 'official',
    });
    const at = file.lines.indexOf('附件1');
    expect(file.paragraphs[at]).toContain('<w:pageBreakBefore/>');
    expect(file.lines.slice(at, at + 4)).toEqual(['附件1', '', '清单', '内容。']);
  });
});

describe('The imprint, 7.4, and the page number, 7.5', () => {
  it('stands at the lower edge of the text between lines of 0.35, 0.25 and 0.35 mm', () => {
    const framed = word.paragraphs.filter((each) => each.includes('<w:framePr'));
    expect(framed.map(textOf)).toEqual([
      '',
      '抄送：省委各部门。',
      '',
      '某省人民政府办公厅秘书处\t2026年12月2日印发',
      '',
    ]);
    for (const frame of framed) expect(frame).toMatch(/w:vAnchor="margin"[^>]*w:yAlign="bottom"/);
    const thickness = framed
      .filter((each) => each.includes('w:fill="000000"'))
      .map((each) => numberOf(each, 'spacing', 'line') / MM);
    expect(thickness.map((each) => each.toFixed(2))).toEqual(['0.35', '0.25', '0.35']);
    expect(numberOf(framed[1] ?? '', 'ind', 'left')).toBe(4 * 14 * POINT);
    expect(numberOf(framed[1] ?? '', 'ind', 'hanging')).toBe(3 * 14 * POINT);
  });

  it('is 4号 宋体 between dashes, a character from the outer margin', () => {
    const document = word.part('word/document.xml');
    const rels = word.part('word/_rels/document.xml.rels');
    const footer = (type: string) => {
      const [, id] = new RegExp(`<w:footerReference w:type="${type}" r:id="([^"]*)"`).exec(document) ?? [];
      const [tag = ''] = rels.match(new RegExp(`<Relationship [^>]*Id="${id}"[^>]*>`)) ?? [];
      return word.part(`word/${/Target="([^"]*)"/.exec(tag)?.[1]}`);
    };
    expect(word.part('word/settings.xml')).not.toContain('<w:evenAndOddHeaders w:val="false"/>');
    expect(footer('default')).toMatch(/<w:ind w:right="280"\/><w:jc w:val="right"\/>/);
    expect(footer('even')).toMatch(/<w:ind w:left="280"\/><w:jc w:val="left"\/>/);
    expect(footer('even')).toContain('PAGE');
    expect(look(footer('default'))).toEqual({ fonts: ['宋体'], points: 14 });
  });
});
