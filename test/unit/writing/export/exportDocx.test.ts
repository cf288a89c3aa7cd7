import { beforeAll, describe, expect, it } from 'vitest';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { SAMPLE } from '../../../support/exportSample.ts';
import { unzip } from '../../../support/unzip.ts';

let files: Map<string, string>;

beforeAll(async () => {
  files = await unzip(await exportDocument(SAMPLE, 'docx', 'sample', new AbortController().signal));
});

function part(name: string): string {
  const xml = files.get(name);
  if (xml === undefined) throw new Error(`the file has no ${name}`);
  return xml;
}

/** The paragraphs of the document, as XML, that contain a text. */
function paragraphWith(text: string): string {
  const found = part('word/document.xml')
    .split(/(?=<w:p>)/)
    .find((paragraph) => textOf(paragraph).includes(text));
  if (!found) throw new Error(`no paragraph contains ${text}`);
  return found;
}

function textOf(xml: string): string {
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text).join('');
}

function style(id: string): string {
  const [found] =
    new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`, 's').exec(part('word/styles.xml')) ?? [];
  if (!found) throw new Error(`no style ${id}`);
  return found;
}

/** The numbering level, as XML, that a list item's paragraph counts by. */
function numberingOf(text: string): string {
  const paragraph = paragraphWith(text);
  const [, level] = /<w:ilvl w:val="(\d)"\/>/.exec(paragraph) ?? [];
  const [, id] = /<w:numId w:val="(\d+)"\/>/.exec(paragraph) ?? [];
  const xml = part('word/numbering.xml');
  const [, abstract] =
    new RegExp(`<w:num w:numId="${id}"[^>]*><w:abstractNumId w:val="(\\d+)"/>`).exec(xml) ?? [];
  const [definition = ''] =
    new RegExp(`<w:abstractNum w:abstractNumId="${abstract}".*?</w:abstractNum>`, 's').exec(xml) ?? [];
  const [found = ''] = new RegExp(`<w:lvl w:ilvl="${level}".*?</w:lvl>`, 's').exec(definition) ?? [];
  return found;
}

describe('a Word file', () => {
  it('has the document’s title and ours as its creator', () => {
    expect(part('docProps/core.xml')).toContain('<dc:title>2026年智慧社区建设工作总结</dc:title>');
    expect(part('docProps/core.xml')).toContain('<dc:creator>TeleChat Writer</dc:creator>');
    expect(paragraphWith('2026年')).toContain('<w:pStyle w:val="Title"/>');
  });

  it('has real headings, so that Word can navigate', () => {
    expect(paragraphWith('一、总体情况')).toContain('<w:pStyle w:val="Heading1"/>');
    expect(paragraphWith('（一）基本数据')).toContain('<w:pStyle w:val="Heading2"/>');
    expect(style('Heading1')).toMatch(/w:eastAsia="黑体"/);
  });

  it('is set in 宋体 and Times New Roman, its paragraphs indented by two characters', () => {
    const [defaults] = /<w:docDefaults>.*?<\/w:docDefaults>/s.exec(part('word/styles.xml')) ?? [];
    expect(defaults).toMatch(/<w:rFonts [^>]*w:ascii="Times New Roman"[^>]*w:eastAsia="宋体"/);
    expect(paragraphWith('上半年')).toContain('<w:pStyle w:val="BodyText"/>');
    expect(style('BodyText')).toMatch(/<w:ind [^>]*w:firstLineChars="200"/);
    expect(paragraphWith('专此报告')).not.toContain('上半年');
  });

  it('is an A4 page with its number at the foot', () => {
    expect(part('word/document.xml')).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
    const [footer] = [...files.keys()].filter((name) => /^word\/footer\d\.xml$/.test(name));
    expect(part(footer ?? '')).toMatch(/<w:instrText[^>]*>PAGE<\/w:instrText>/);
  });

  it('keeps bold, italic, strikethrough, code and links', () => {
    const paragraph = paragraphWith('重点');
    expect(paragraph).toMatch(/<w:b\/>(?:(?!<\/w:r>).)*重点：/s);
    expect(paragraph).toMatch(/<w:i\/>(?:(?!<\/w:r>).)*三项/s);
    expect(paragraph).toMatch(/<w:strike\/>(?:(?!<\/w:r>).)*旧系统/s);
    expect(paragraph).toMatch(/w:ascii="Consolas"(?:(?!<\/w:r>).)*npm run build/s);
    expect(paragraph.match(/<w:hyperlink /g)).toHaveLength(2);
    expect(part('word/_rels/document.xml.rels')).toContain('Target="https://example.com/a?b=1&amp;c=2"');
    expect(part('word/_rels/document.xml.rels')).toContain('Target="https://example.org/x"');
  });

  it('has footnotes at the foot of the page', () => {
    expect(paragraphWith('重点')).toContain('<w:footnoteReference w:id="1"/>');
    expect(textOf(part('word/footnotes.xml'))).toContain('数据来源：管理平台。');
  });

  it('has tables whose header is repeated and whose columns are aligned', () => {
    const [table = ''] = /<w:tbl>.*?<\/w:tbl>/s.exec(part('word/document.xml')) ?? [];
    expect(table.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(table.match(/<w:gridCol /g)).toHaveLength(3);
    const [, , lastRow = ''] = table.match(/<w:tr>.*?<\/w:tr>/gs) ?? [];
    expect(textOf(lastRow)).toBe('2Wi-Fi coverage87%in May');
    expect(lastRow.match(/<w:jc w:val="(\w+)"\/>/g)).toEqual(
      ['center', 'left', 'right'].map((side) => `<w:jc w:val="${side}"/>`),
    );
    expect(lastRow).toContain('<w:br/>');
  });

  it('numbers nested lists, each from its own start', () => {
    expect(numberingOf('加强领导')).toMatch(/<w:start w:val="1"\/><w:numFmt w:val="decimal"\/>/);
    expect(numberingOf('成立专班')).toMatch(/<w:numFmt w:val="bullet"\/>/);
    expect(numberingOf('周例会')).toMatch(/<w:start w:val="1"\/>/);
    expect(numberingOf('从七开始')).toMatch(/<w:start w:val="7"\/>/);
    expect(paragraphWith('第二项还有一段')).not.toContain('<w:numPr>');
  });

  it('has quotes and code in styles of their own, code as it was typed', () => {
    expect(paragraphWith('让数据多跑路')).toContain('<w:pStyle w:val="Quote"/>');
    const code = paragraphWith('const a');
    expect(code).toContain('<w:pStyle w:val="SourceCode"/>');
    expect(textOf(code)).toBe('const a = 1 &lt; 2 &amp;&amp; &apos;b&apos;;    if (a) run();');
  });

  it('centres details beneath the title and sets a letter’s signature at the right', async () => {
    const letter = '# 邮件\n\n主题：例会\n\n李经理：\n\n您好！\n\n敬礼！\n\n王五';
    files = await unzip(await exportDocument(letter, 'docx', 'letter', new AbortController().signal));
    expect(paragraphWith('主题')).toContain('<w:pStyle w:val="Subtitle"/>');
    expect(style('Subtitle')).toContain('<w:jc w:val="center"/>');
    expect(paragraphWith('李经理')).toMatch(/<w:ind [^>]*w:firstLineChars="0"/);
    expect(paragraphWith('王五')).toContain('<w:jc w:val="right"/>');
  });

  it('gives an English document no first-line indent', async () => {
    const english = '# Quarterly report\n\nThe team finished twelve of fourteen work packages.';
    files = await unzip(await exportDocument(english, 'docx', 'report', new AbortController().signal));
    expect(style('BodyText')).not.toContain('firstLine');
    expect(paragraphWith('The team')).toContain('<w:pStyle w:val="BodyText"/>');
  });
});

describe('A footnote', () => {
  const NOTE = '\n\n[^1]: 见 [公报](https://stats.example.cn/2024)，**初步**核算。\n\n    第二段。\n';

  async function partsOf(markdown: string): Promise<Map<string, string>> {
    return unzip(await exportDocument(markdown, 'docx', 'sample', new AbortController().signal));
  }

  it('keeps its emphasis, its paragraphs and the address of its link', async () => {
    const written = await partsOf(`正文[^1]。${NOTE}`);
    const notes = written.get('word/footnotes.xml') ?? '';
    const [, id] = /<w:hyperlink [^>]*r:id="([^"]*)"(?:(?!<\/w:hyperlink>).)*公报/s.exec(notes) ?? [];
    const addresses = written.get('word/_rels/footnotes.xml.rels') ?? '';
    const [link] = [...addresses.matchAll(/<Relationship [^>]*>/g)]
      .flat()
      .filter((each) => each.includes(`"${id}"`));
    expect(link).toContain('Target="https://stats.example.cn/2024" TargetMode="External"');
    expect(notes).toMatch(/<w:b\/>(?:(?!<w:t).)*<w:t[^>]*>初步</s);
    expect(notes.split(/(?=<w:p>)/).filter((each) => /公报|第二段/.test(textOf(each)))).toHaveLength(2);
  });

  it('of the title is kept, and so are its links', async () => {
    const written = await partsOf(`# 调研[报告](https://a.cn)[^1]\n\n正文。${NOTE}`);
    expect(textOf(written.get('word/footnotes.xml') ?? '')).toContain('核算');
    expect(written.get('word/_rels/document.xml.rels')).toContain('https://a.cn');
  });

  it('that is referred to twice is printed once', async () => {
    const written = await partsOf(`甲[^1]乙[^1]。${NOTE}`);
    expect(written.get('word/footnotes.xml')?.match(/第二段/g)).toHaveLength(1);
    expect(written.get('word/document.xml')?.match(/<w:footnoteReference /g)).toHaveLength(1);
    expect(written.get('word/document.xml')).toMatch(/<w:vertAlign w:val="superscript"\/>.*?<w:t[^>]*>1</s);
  });

  it('that nothing refers to stands where it was written', async () => {
    expect(textOf((await partsOf(`正文。${NOTE}`)).get('word/document.xml') ?? '')).toContain('核算');
  });
});
