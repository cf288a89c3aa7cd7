import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/writing/completion/completionPlace.ts';

/** The place at the `|`. */
function place(text: string, isMarkdown = true) {
  const [before = '', after = ''] = text.split('|');
  return placeOf({ before, after, isMarkdown });
}

describe('the place of a completion', () => {
  it('is the end of a line of prose, of a list item or of a heading', () => {
    expect(place('# 总结\n\n本季度，|\n')).toEqual({ kind: 'prose', closer: '' });
    expect(place('- 知识库\n- |')).toEqual({ kind: 'list', closer: '' });
    expect(place('1. 知识库|')).toEqual({ kind: 'list', closer: '' });
    expect(place('## 一、工作|')).toEqual({ kind: 'heading', closer: '' });
    expect(place('---\n\n一条横线下面的正文|')).toEqual({ kind: 'prose', closer: '' });
  });

  it('is not in the middle of a line, except before a closing bracket or quote', () => {
    expect(place('本季度|完成了升级。')).toBeUndefined();
    expect(place('The te|am works.')).toBeUndefined();
    expect(place('三个方面（知识库、|）。')).toEqual({ kind: 'prose', closer: '）' });
  });

  it.each([
    ['a code fence', '说明\n\n```js\nconst a = |'],
    ['a fence of tildes in a list', '- 例\n  ~~~\n  code |'],
    ['a longer fence around a shorter one', '````\n```\ncode\n```\n|'],
    ['a code span', '运行 `npm |'],
    ['front matter', '---\ntitle: 总结|'],
    ['front matter, at its end', '---\ntitle: 总结\n---|'],
    ['the address of a link', '见[官网](https://exa|'],
    ['the text of a link', '见[官|'],
    ['a bare address', '见 https://example.com/a|'],
    ['a link definition', '[1]: |'],
    ['an HTML comment', '正文\n<!-- 待|'],
    ['a comment of several lines', '<!--\n待办\n|'],
    ['an HTML tag', '<img |'],
    ['a formula', '$$\nx = |'],
    ['a table', '| 项目 |'.replace(/\|$/, '|')],
    ['the marks of a heading', '##|'],
    ['a rule', '正文\n---|'],
  ])('is not in %s', (_name, text) => {
    const at = text.lastIndexOf('|');
    expect(placeOf({ before: text.slice(0, at), after: '', isMarkdown: true })).toBeUndefined();
  });

  it('is there again after all of these', () => {
    for (const text of [
      '```js\nconst a = 1\n```\n\n本季度|',
      '---\ntitle: 总结\n---\n\n本季度|',
      '运行 `npm ci` 以后，|',
      '见[官网](https://example.com)，|',
      '见 https://example.com ，|',
      '<!-- 待办 -->\n本季度|',
      '$$\nx\n$$\n本季度|',
    ]) {
      expect(place(text), text).toEqual({ kind: 'prose', closer: '' });
    }
  });

  it('takes plain text as it is: there marks mean nothing', () => {
    expect(place('```\n本季度|', false)).toEqual({ kind: 'prose', closer: '' });
    expect(place('[备注] 本季度|', false)).toEqual({ kind: 'prose', closer: '' });
    expect(place('见 https://exam|', false)).toBeUndefined();
  });
});
