import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../../../../src/writing/export/markdown/readMarkdown.ts';

function linksOf(markdown: string): (string | undefined)[][] {
  return readMarkdown(markdown, 'notes').blocks.flatMap((block) =>
    block.type === 'paragraph'
      ? block.runs.filter(({ link }) => link !== undefined).map(({ text, link }) => [text, link])
      : [],
  );
}

describe('An address in a text', () => {
  it.each([
    ['参见https://a.cn/b一页', 'https://a.cn/b', 'https://a.cn/b'],
    ['参见（https://a.cn/b），另见', 'https://a.cn/b', 'https://a.cn/b'],
    ['see (https://a.cn/b_(c)), too', 'https://a.cn/b_(c)', 'https://a.cn/b_(c)'],
    ['参见https://a.cn/b?x=1&y=%20。完', 'https://a.cn/b?x=1&y=%20', 'https://a.cn/b?x=1&y=%20'],
    ['参见www.a.cn/b一页', 'www.a.cn/b', 'http://www.a.cn/b'],
    ['参见 www.a.cn。', 'www.a.cn', 'http://www.a.cn'],
    ['“https://a.cn/b”', 'https://a.cn/b', 'https://a.cn/b'],
    [
      '参见 <https://a.cn/指南/安装?版=2&x=1> 一页',
      'https://a.cn/指南/安装?版=2&x=1',
      'https://a.cn/指南/安装?版=2&x=1',
    ],
    ['[https://a.cn/指南](https://a.cn/指南)', 'https://a.cn/指南', 'https://a.cn/指南'],
    ['[指南](https://a.cn/指南)', '指南', 'https://a.cn/指南'],
    ['写信至 li@a.cn，谢谢', 'li@a.cn', 'mailto:li@a.cn'],
  ])('ends where it ends: %s', (markdown, text, link) => {
    expect(linksOf(markdown)).toEqual([[text, link]]);
  });

  it('is none without a host', () => {
    expect(linksOf('写作 https:// 开头，或 www. 开头')).toEqual([]);
  });
});
