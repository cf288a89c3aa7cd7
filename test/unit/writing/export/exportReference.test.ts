import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/shared/errors.ts';
import { SAMPLE } from '../../../support/exportSample.ts';
import { textOf, WordFile } from '../../../support/wordFile.ts';
import { wordReference } from '../../../support/wordReference.ts';

let word: WordFile;

async function like(bytes: Uint8Array, markdown = SAMPLE): Promise<WordFile> {
  return WordFile.export(markdown, { reference: { name: 'report.docx', bytes } });
}

beforeAll(async () => {
  word = await like(await wordReference());
});

describe('A Word file like another', () => {
  it('has the styles of the other by their names, whatever their ids are', () => {
    expect(word.paragraphWith('2026年')).toContain('<w:pStyle w:val="a3"/>');
    expect(word.paragraphWith('基本数据')).toContain('<w:pStyle w:val="2"/>');
    expect(word.style('1')).toContain('<w:color w:val="C00000"/>');
    expect(word.part('word/theme/theme1.xml')).toContain('Theirs');
  });

  it('has those of ours that the other lacks, on its own default style', () => {
    expect(word.paragraphWith('上半年')).toContain('<w:pStyle w:val="BodyText"/>');
    expect(word.style('BodyText')).toContain('<w:basedOn w:val="a"/>');
    expect(word.style('BodyText')).not.toContain('<w:spacing');
    // The other has a style of another kind under this id.
    expect(word.paragraphWith('门禁升级')).toContain('<w:pStyle w:val="TableText0"/>');
    const styles = word.part('word/styles.xml');
    const ids = [...styles.matchAll(/w:styleId="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(styles.match(/w:default="(?:1|true)" w:styleId="\w+"><w:name w:val="Normal"/g)).toHaveLength(1);
  });

  it('leaves the numbers of headings to styles that number them, and keeps its lists apart', () => {
    expect(textOf(word.paragraphWith('总体情况'))).toBe('总体情况');
    expect(textOf(word.paragraphWith('基本数据'))).toBe('（一）基本数据');
    const numbering = word.part('word/numbering.xml');
    const numbers = [...numbering.matchAll(/<w:num [^>]*w:numId="(\d+)"/g)].map(([, id]) => id);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toContain('3');
    const [, id = ''] = /<w:numId w:val="(\d+)"/.exec(word.paragraphWith('加强领导')) ?? [];
    expect(Number(id)).toBeGreaterThan(3);
    expect(numbers).toContain(id);
    expect(numbering.lastIndexOf('<w:abstractNum ')).toBeLessThan(numbering.indexOf('<w:num '));
  });

  it('has its page, and tables as wide as that', () => {
    const document = word.part('word/document.xml');
    expect(document).toMatch(/<w:pgSz w:w="10319" w:h="14571"\/><w:pgMar w:top="1000" w:right="900"/);
    expect(document).toContain('<w:titlePg/><w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>');
    expect(document).toMatch(new RegExp(`<w:tblW [^>]*w:w="${10319 - 900 - 800}"`));
  });

  it('has its headers and footers with their pictures, but nothing that comes from the net', () => {
    const document = word.part('word/document.xml');
    const shown = word.names
      .filter((name) => /^word\/reference\d\.xml$/.test(name))
      .map((name) => textOf(word.part(name)));
    expect(shown.sort()).toEqual(['他们的页眉', '他们的页脚', '首页的页眉'].sort());
    expect(document.match(/<w:headerReference w:type="(?:default|first)"/g)).toHaveLength(2);
    expect(document).not.toContain('w:type="even"');
    expect(word.names.filter((name) => name.endsWith('.emf'))).toHaveLength(1);
    expect(word.part('[Content_Types].xml')).toContain('ContentType="image/x-emf" Extension="emf"');
    expect(word.part('word/settings.xml')).toContain('<w:evenAndOddHeaders/>');
    for (const name of word.names) expect(word.part(name)).not.toContain('spy.png');
  });

  it('names no part that is not there', () => {
    const parts = [...word.part('[Content_Types].xml').matchAll(/PartName="\/([^"]*)"/g)].map(
      ([, part]) => part,
    );
    expect(parts.filter((part) => !word.names.includes(part ?? ''))).toEqual([]);
  });

  it('has our page where the other’s leaves no room', async () => {
    const document =
      '<w:document xmlns:w="w"><w:body><w:sectPr><w:pgSz w:w="100" w:h="100"/></w:sectPr></w:body></w:document>';
    const file = await like(await wordReference({ 'word/document.xml': document }));
    expect(file.part('word/document.xml')).toContain('<w:pgSz w:w="11906"');
  });
});

describe('A reference that cannot be taken', () => {
  it.each([
    ['a text', async () => Buffer.from('# 甲'), /report\.docx — it is no Word document/],
    ['a zip of something else', () => wordReference({ 'word/styles.xml': '' }), /no Word document/],
    ['one with a password', async () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), /password/],
    [
      'one that unpacks to far more',
      () => wordReference({ 'word/big.xml': ' '.repeat(65 * 2 ** 20) }),
      /64 MB/,
    ],
  ])('as it is %s, is named with what to do', async (_what, make, why) => {
    const failure = like(await make());
    await expect(failure).rejects.toThrow(UserError);
    await expect(failure).rejects.toThrow(why);
  });
});
