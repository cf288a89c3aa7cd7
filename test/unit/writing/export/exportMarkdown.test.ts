import { describe, expect, it } from 'vitest';
import { type Block, type Run, textOf } from '../../../../src/writing/export/document.ts';
import { readMarkdown } from '../../../../src/writing/export/markdown/readMarkdown.ts';
import { SAMPLE } from '../../../support/exportSample.ts';

function read(markdown: string): readonly Block[] {
  return readMarkdown(markdown, 'notes').blocks;
}

function runsOf(markdown: string): readonly Run[] {
  const [block] = read(markdown);
  if (block?.type !== 'paragraph') throw new Error('no paragraph');
  return block.runs;
}

function paragraphs(markdown: string): string[] {
  return read(markdown).flatMap((block) => (block.type === 'paragraph' ? [textOf(block.runs)] : []));
}

describe('a document read for export', () => {
  it('has the heading it begins with as its title, and its other headings from level 1', () => {
    const { title, titled, language, blocks } = readMarkdown(SAMPLE, 'notes');
    expect({ title, titled, language }).toEqual({
      title: '2026年智慧社区建设工作总结',
      titled: true,
      language: 'zh',
    });
    const headings = blocks.flatMap((block) =>
      block.type === 'heading' ? [[block.level, textOf(block.runs)]] : [],
    );
    expect(headings).toEqual([
      [1, '一、总体情况'],
      [2, '（一）基本数据'],
      [1, '二、Technical notes'],
      [1, '三、下一步计划'],
    ]);
  });

  it.each([
    ['no heading', '正文。'],
    ['several headings of the first level', '# 甲\n\n正文。\n\n# 乙'],
    ['text before its heading', '正文。\n\n# 甲'],
  ])('takes its title from the file where it has %s', (_what, markdown) => {
    expect(readMarkdown(markdown, 'notes')).toMatchObject({ title: 'notes', titled: false });
  });

  it('knows bold between Chinese punctuation', () => {
    expect(runsOf('**重点：**完成')).toEqual([{ text: '重点：', bold: true }, { text: '完成' }]);
  });

  it('takes no range for strikethrough', () => {
    expect(runsOf('3~5月和10~12月')).toEqual([{ text: '3~5月和10~12月' }]);
  });

  it('ends an address where Chinese begins', () => {
    expect(runsOf('见https://a.cn/b?c=1，**谢谢**。')).toEqual([
      { text: '见' },
      { text: 'https://a.cn/b?c=1', link: 'https://a.cn/b?c=1' },
      { text: '，' },
      { text: '谢谢', bold: true },
      { text: '。' },
    ]);
  });

  it('drops links to files, which the exported document does not have beside it', () => {
    expect(runsOf('[附件](./a.md)和[官网][1]\n\n[1]: https://a.cn')).toEqual([
      { text: '附件' },
      { text: '和' },
      { text: '官网', link: 'https://a.cn' },
    ]);
  });

  it('takes each line of Chinese for a paragraph, without the spaces it is indented by', () => {
    expect(paragraphs('尊敬的领导：\n　　您好！\n  专此报告。')).toEqual([
      '尊敬的领导：',
      '您好！',
      '专此报告。',
    ]);
  });

  it('joins the lines of an English paragraph', () => {
    expect(paragraphs('It describes what was done,\nand what came of it.')).toEqual([
      'It describes what was done, and what came of it.',
    ]);
  });

  it('carries footnotes along and leaves comments and front matter out', () => {
    expect(runsOf('---\na: 1\n---\n<!-- 批注 -->\n\n数据[^n]。\n\n[^n]: 来源甲。')).toEqual([
      { text: '数据' },
      { text: '', footnote: [{ text: '来源甲。' }] },
      { text: '。' },
    ]);
  });

  it('has the text of a picture, also of one in HTML', () => {
    expect(
      paragraphs('前面有图<img src="a.png" alt="图甲">后面没有\n\n<p><img alt=\'图乙\' src="b.png"></p>'),
    ).toEqual(['前面有图［图：图甲］后面没有', '［图：图乙］']);
  });

  it('knows the lines of details beneath its title from its text', () => {
    const { details, blocks } = readMarkdown(
      '# 甲\n\n单位：信息中心\n\n汇报人：张三\n\n各位领导：\n\n正文。',
      'notes',
    );
    expect(details.map(textOf)).toEqual(['单位：信息中心', '汇报人：张三']);
    expect(blocks).toHaveLength(2);
  });

  it('places the lines of a letter as Chinese letters have them', () => {
    const letter = '# 邮件\n\n尊敬的李经理：\n\n您好！\n\n此致\n\n敬礼！\n\n王五\n\n2026年5月6日';
    const places = read(letter).map(
      (block) => block.type === 'paragraph' && [textOf(block.runs), block.place],
    );
    expect(places).toEqual([
      ['尊敬的李经理：', 'margin'],
      ['您好！', undefined],
      ['此致', undefined],
      ['敬礼！', 'margin'],
      ['王五', 'right'],
      ['2026年5月6日', 'right'],
    ]);
  });

  it('holds nothing that XML cannot hold', () => {
    expect(paragraphs('甲\u0000\u000b\ud800乙')).toEqual(['甲\ufffd乙']);
  });

  it('fills the rows of a table up to its header', () => {
    const [table] = read('| 甲 | 乙 |\n|---|:-:|\n| 1 |');
    expect(table).toEqual({
      type: 'table',
      align: [undefined, 'center'],
      rows: [
        [[{ text: '甲' }], [{ text: '乙' }]],
        [[{ text: '1' }], []],
      ],
    });
  });
});
