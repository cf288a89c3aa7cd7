import { describe, expect, it } from 'vitest';
import { HeadingLines } from '../../../../src/writing/instructed/filters/headingLines.ts';
import { InventedFacts } from '../../../../src/writing/instructed/filters/inventedFacts.ts';
import { LetterFilter } from '../../../../src/writing/instructed/filters/letterFilter.ts';
import { PlaceholderFilter } from '../../../../src/writing/instructed/filters/placeholderFilter.ts';
import { PreambleFilter } from '../../../../src/writing/instructed/filters/preambleFilter.ts';
import type { TextFilter } from '../../../../src/writing/sections/sectionBody.ts';
import { TextCleaner } from '../../../../src/writing/text/textCleaner.ts';

/** Lets text through as it comes. */
const nothing = (): TextFilter => ({ push: (delta) => delta, end: () => '' });

const FILTERS = {
  preambles: () => new PreambleFilter(nothing()),
  placeholders: () => new PlaceholderFilter(nothing()),
  headings: () => new HeadingLines(nothing(), '##'),
  letters: () => new LetterFilter(nothing()),
  'invented facts': () => new InventedFacts(nothing(), '2026年上半年，联系 li@example.org', 'zh'),
  'all of them': () =>
    new PreambleFilter(new PlaceholderFilter(new HeadingLines(new TextCleaner(['工作概述']), '##'))),
} satisfies Record<string, () => TextFilter>;

/** @param size characters that come at a time */
function filtered(filter: TextFilter, text: string, size = text.length): string {
  const characters = [...text];
  let passed = '';
  for (let from = 0; from < characters.length; from += size) {
    passed += filter.push(characters.slice(from, from + size).join(''));
  }
  return passed + filter.end();
}

/** A first line too long to be an announcement. */
const LONG_LINE = `好的，${'会议照常举行'.repeat(12)}。`;

const TEXTS = [
  '',
  LONG_LINE,
  '好的，以下是正文：\n\n工作概述：本年接待来电一万次。',
  'Here is the section:\n\nWe met on [date].',
  '好评如潮。\n\n以下是三点体会：一是早，二是快。\n以下是正文：',
  '会议于[具体日期]召开，由【您的姓名】主持，见附件[1]和【重点】。',
  '未合上的[具体日期',
  '[具体\n日期]',
  '一、背景\n\n全年平稳。\n（二）做法\n1. 建库\n2.5倍的增长。\n**3. 成效**\n末行 一、',
  '主题：改期\n\n尊敬的王经理：\n\n您好！\n\n会议改到周五。谢谢\n\n谢谢。\n\n此致\n\n敬礼！\n\n××',
  '会议改到周五。谢谢\n请带材料；祝好',
  '请于2023年4月18日前致电13812345678或写信至 li@example.org、wang@example.org，见www.example.org。2026年',
  '## 一、工作概述\n\n工作概述\n\n正文。\n\n\n\n一二三，上山去。\n十',
];

describe.each(Object.entries(FILTERS))('The filter of %s', (_name, create) => {
  it.each(TEXTS)('makes the same of a text however it comes: %j', (text) => {
    const whole = filtered(create(), text);
    for (const size of [1, 2, 3, 5, 7]) expect(filtered(create(), text, size), `by ${size}`).toBe(whole);
  });
});

describe('A preamble', () => {
  it.each([
    '好的，以下是正文：',
    '好的，我来为您撰写。',
    '以下是“工作概述”的正文：',
    'Sure, here it is:',
    "Here's the letter:",
  ])('is left out: %s', (line) => {
    expect(filtered(FILTERS['all of them'](), `${line}\n\n全年平稳。`)).toBe('全年平稳。');
  });

  it.each([
    '好的开始是成功的一半。\n\n全年平稳。',
    '以下三项工作进展顺利：一是培训，二是考核。\n全年平稳。',
    '这是最忙的一年：来电翻了一番。',
    'Here we met and agreed.',
    LONG_LINE,
    '全年平稳。\n以下是正文：\n照旧。',
  ])('is no text that begins like one: %j', (text) => {
    expect(filtered(FILTERS.preambles(), text)).toBe(text);
  });
});

describe('A fact that nobody gave', () => {
  it.each([
    ['请于2023年4月18日前回复', '请于××年前回复'],
    ['联系电话：13812345678，010-12345678', '联系电话：××，××'],
    ['邮箱 wang@example.com，网址 https://example.com/a', '邮箱 ××，网址 ××'],
  ])('gives its place to a blank: %s', (text, expected) => {
    expect(filtered(FILTERS['invented facts'](), text)).toBe(expected);
  });

  it.each([
    '2026年6月20日上线，2027年推广',
    '写信至 li@example.org',
    '2008年的奥运会',
    '共3.2万通，满意度96分，1:30开始',
    '编号 ZB-2026-018',
  ])('is none where it was given, or may well be true: %s', (text) => {
    expect(filtered(FILTERS['invented facts'](), text)).toBe(text);
  });
});

describe('A placeholder', () => {
  it.each([
    ['会议于[具体日期]召开。', '会议于××召开。'],
    ['【您的姓名】敬上', '××敬上'],
    ['联系[电话号码]或[XX]。', '联系××或××。'],
    ['Dear [Your Name], until [date].', 'Dear [to be filled in], until [to be filled in].'],
  ])('becomes a blank: %s', (text, expected) => {
    expect(filtered(FILTERS.placeholders(), text)).toBe(expected);
  });

  it.each([
    '见附件[1]与[重点]。',
    '【通知】各部门：',
    '[链接](https://example.com/a)',
    '[to be filled in',
    '[具体安排由各单位在三月底之前商定并报办公室备案之后执行]',
  ])('is nothing else in brackets: %s', (text) => {
    expect(filtered(FILTERS.placeholders(), text)).toBe(text);
  });
});

describe('A heading of a text in one piece', () => {
  it.each([
    ['一、背景', '## 一、背景'],
    ['**二、主要做法：**', '## 二、主要做法'],
    ['### （三）成效', '## （三）成效'],
    ['4. Next steps', '## 4. Next steps'],
    ['5. Progress of the community canteens', '## 5. Progress of the community canteens'],
  ])('is marked: %s', (line, expected) => {
    expect(filtered(FILTERS.headings(), `前文。\n\n${line}\n\n后文。`)).toBe(
      `前文。\n\n${expected}\n\n后文。`,
    );
  });

  it.each(['一、全年平稳。', '1. 建成知识库，收录千条。', '2.5倍的增长', '一年之计在于春', '背景'])(
    'is no other line: %s',
    (line) => {
      expect(filtered(FILTERS.headings(), `${line}\n后文。`)).toBe(`${line}\n后文。`);
    },
  );
});

describe('A letter', () => {
  it.each([
    [
      '会议改到周五，请准时到会。',
      '主题：会议改期\n\n尊敬的王经理：\n\n您好！\n\n',
      '\n\n此致\n\n敬礼！\n\n××\n××年×月×日',
    ],
    [
      'The meeting moves to Friday.',
      'Subject: Meeting\n\nDear Ms Li,\n\n',
      '\n\nBest regards,\n[to be filled in]',
    ],
    ['感谢您的来信。\n\n祝贺贵司中标，我们按期进场。', '', '\n\n谢谢！'],
  ])('keeps its text alone: %j', (text, opening, closing) => {
    for (const size of [1, 4, 1000]) {
      expect(filtered(FILTERS.letters(), opening + text + closing, size).trim()).toBe(text);
    }
  });
});
