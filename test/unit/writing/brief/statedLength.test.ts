import { describe, expect, it } from 'vitest';
import { statedLength } from '../../../../src/writing/brief/reading/statedLength.ts';
import { readNumber } from '../../../../src/writing/text/numbers.ts';

describe('A number as people write it', () => {
  it.each([
    ['1,500', 1500],
    ['1.5万', 15_000],
    ['3千', 3000],
    ['2k', 2000],
    ['两千', 2000],
    ['三千五', 3500],
    ['一万五', 15_000],
    ['一万五千', 15_000],
    ['一百零五', 105],
    ['十五', 15],
    ['二十', 20],
    ['两三千', 2500],
    ['七八百', 750],
    ['千', 1000],
    ['万', 10_000],
    ['二〇〇〇', 2000],
    ['three hundred', 300],
    ['a thousand', 1000],
  ])('%s is %d', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each(['', '些', 'many'])('%j is none', (text) => {
    expect(readNumber(text)).toBeNaN();
  });
});

describe('The length that a brief states', () => {
  it.each([
    ['写一份两千字的工作总结', 2000],
    ['3000字左右。', 3000],
    ['大概3000字，基于以下内容', 3000],
    ['七千字', 7000],
    ['扩写为两千字', 2000],
    ['积极心理学入门课15000字', 15_000],
    ['写一篇1.5万字的报告', 15_000],
    ['一篇万字长文', 10_000],
    ['来一篇２０００字的文章', 2000],
    ['500个字', 500],
    ['讲稿字数1400左右。', 1400],
    ['这封信字数需要5000字左右', 5000],
    ['共五幕（10000字中文）', 10_000],
    ['写一篇300词的英语作文', 300],
    ['an essay of 300 words', 300],
    ['a 1,500-word report', 1500],
    ['about three hundred words', 300],
  ])('%s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    ['两三千字', 2500],
    ['字数要求100至200字。', 150],
    ['生成文章，300到400字', 350],
    ['800-1000字', 900],
    ['800字~1000字', 900],
    ['三到五千字', 4000],
    ['八百到一千字', 900],
    ['between 300 and 400 words', 350],
    ['1500 to 2000 words', 1750],
  ])('of a range is its middle: %s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    ['3000字以上', 3300],
    ['不少于600字。', 660],
    ['字数：不少于3000字', 3300],
    ['at least 500 words', 550],
    ['no fewer than 500 words', 550],
    ['500 words or more', 550],
  ])('of a lower bound is above it: %s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    ['200字以内', 180],
    ['不超过1000字', 900],
    ['控制在800字以内', 720],
    ['up to 250 words', 230],
    ['no more than 250 words', 230],
  ])('of an upper bound is below it: %s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    ['创作五篇日记，每天一篇，每篇400字左右', 2000],
    ['写三首诗，每首100字', 300],
    ['五个部分，各部分200字', 1000],
    ['four posts of 100 words each', 400],
  ])('of several pieces is that of all: %s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    ['标题不超过30字，摘要200字，正文1500字', 1500],
    ['每篇400字，五篇，全文共2000字', 2000],
    ['他写过30万字的小说。请写800字的介绍', 800],
    ['三分钟的演讲稿', 660],
    ['a five-minute speech', 650],
  ])('is that of the text: %s', (brief, length) => {
    expect(statedLength(brief)?.length).toBe(length);
  });

  it.each([
    '写一份工作总结',
    '90分钟的教案',
    '四字成语',
    '标题10字以内',
    '2024年的总结，掌握3000词汇',
    '采访时间2个小时左右',
  ])('is not in %s', (brief) => {
    expect(statedLength(brief)).toBeUndefined();
  });
});
