import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource } from '../../../src/sources/readSource.ts';
import { root } from '../../support/root.ts';

const reader = path.join(root, 'dist/sourceReader.js');
const signal = new AbortController().signal;

/** Made by `files/make.py`. */
async function textOf(name: string): Promise<string> {
  const file = path.join(import.meta.dirname, 'files', name);
  const { size } = await stat(file);
  return (await readSource({ name, size, read: () => readFile(file) }, { reader, signal })).text;
}

/** A file that is written here. */
async function textIn(name: string, bytes: Uint8Array): Promise<string> {
  const source = { name, size: bytes.length, read: async () => bytes };
  return (await readSource(source, { reader, signal })).text;
}

describe('the text of a known file', () => {
  it('of Word: headings with their numbers, also of a style of its own, lists, merged cells, footnotes, text boxes', async () => {
    expect(await textOf('known.docx')).toBe(`# 客服中心年度总结

# 第一章 基本情况

全年受理工单 12,480 件，按时办结率达到 98.6%。[1]

- 接听热线
  - 夜间值守
- 回访用户
1. 先登记
2. 后派单

## 存在问题

| 部门 | 工单 | 工单 |
| --- | --- | --- |
| 部门 | 受理 | 办结 |
| 客服部 | 8000 | 7910 |

# 第二章 下一步打算

见文本框。

文本框里的提示

还有一个。

新文本框

1. 口径为自然日。
`);
  });

  it('of Excel: each sheet that is shown, dates and numbers as they are shown, values of formulas', async () => {
    expect(await textOf('known.xlsx')).toBe(`## 销售

2025年销售表

| 月份 | 金额 | 占比 | 日期 | 备注 |
| --- | --- | --- | --- | --- |
| 1 | 1,234,567.50 | 25.6% | 2025年1月31日 | 含税\\|不含运费 |
| 2 | -80.00 | 10.0% | 2025年2月28日 |  |
| 合计 | 1,234,487.50 |  |  |  |

| 区域 | 负责人 |
| --- | --- |
| 华东 | 王芳 |
| 华东 | 李强 |

## 说明

单位：元
`);
  });

  it('of PowerPoint: titles, nested points, tables, text boxes, notes', async () => {
    expect(await textOf('known.pptx')).toBe(`## 总体目标

- 提升响应速度
  - 平均 30 秒接通

> 这里停顿一下。

## 进度

| 阶段 | 阶段 |
| --- | --- |
| 一期 | 2025年3月 |
| 二期 | 2025年9月 |

文本框里的话
`);
  });

  it('of a PDF: paragraphs without the ends of lines, headings, tables; no page numbers, no watermark', async () => {
    expect(await textOf('known.pdf')).toBe(`# 基本情况

全年受理工单一万二千四百八十件，按时办结率达到百分之九十八点六，比上年提高一点二个百分点，用户满意度连续三年保持在九十五分以上。

热线接通率明显提高。

| 部门 | 受理 | 办结 |
| --- | --- | --- |
| 客服部 | 8000 | 7910 |
| 研发部 | 480 | 466 |

# 存在问题

人手不足，夜间值守压力较大。

Response times are longer at night than they are during the day, and an international customer waits longest of all.

# 下一步打算

增加两个班组。

- 接听热线
- 夜间值守
`);
  });

  it('of a page: the main text without navigation, scripts and what is hidden', async () => {
    const page = `<!DOCTYPE html><html><head><title>网站</title><style>p{}</style></head><body>
<nav><a href="/">首页</a></nav><header>横幅</header><main><h1>关于<b>表彰</b>的通知</h1>
<p>各部门：经研究，
决定表彰以下人员。</p><script>alert(1)</script><p hidden>看不见</p>
<ol start="3"><li>王芳<ul><li>客服部</li></ul></li><li><p>李强</p></li></ol>
<table><tr><th rowspan=2>部门</th><th>人数</th></tr><tr><td>42<br>人</td></tr></table></main>
<footer>版权所有</footer></body></html>`;
    expect(await textIn('page.html', Buffer.from(page))).toBe(`# 关于表彰的通知

各部门：经研究，决定表彰以下人员。

3. 王芳
  - 客服部
4. 李强

| 部门 | 人数 |
| --- | --- |
| 部门 | 42 人 |
`);
  });

  it('of a page in GBK, without a heading: its title stands above it', async () => {
    const gbk = Buffer.from('b9abb8e6', 'hex');
    const page = Buffer.concat([
      Buffer.from('<meta charset=gbk><title>'),
      gbk,
      Buffer.from('</title><p>'),
      gbk,
    ]);
    expect(await textIn('old.htm', page)).toBe('# 公告\n\n公告\n');
  });

  it('of CSV in GBK, with separators and quotes inside the fields', async () => {
    expect(await textOf('known.csv')).toBe(`| 部门 | 人数 | 说明 |
| --- | --- | --- |
| 客服部 | 42 | 含外包, 不含实习 |
| 研发部 | 118 | 他说"很好" |
`);
  });

  it.each([
    ['a mark of its encoding and semicolons', '\uFEFFa;b\n1,5;2\n3,5;4\n'],
    ['tabs', 'a\tb\n1,5\t2\n3,5\t4\n'],
    ['a separator that its first line names', 'sep=|\na|b\r\n1,5|2\r\n3,5|4\r\n'],
  ])('of CSV with %s', async (_what, text) => {
    const table = '| a | b |\n| --- | --- |\n| 1,5 | 2 |\n| 3,5 | 4 |\n';
    expect(await textIn('a.csv', Buffer.from(text))).toBe(table);
  });
});
