import { describe, expect, it } from 'vitest';
import { parseOutline, printOutline, readOutline } from '../../../src/writing/outline/outline.ts';
import { addMissingPoints } from '../../../src/writing/outline/outlinePoints.ts';

const sum = (lengths: readonly number[]) => lengths.reduce((a, b) => a + b, 0);

describe('parseOutline', () => {
  it("reads the model's own format", () => {
    const text = '一、总体目标（约200字）：指导思想，目标任务\n二、重点任务（约400字）：任务分解';
    expect(parseOutline(text, 600).sections).toEqual([
      { title: '总体目标', length: 200, points: ['指导思想', '目标任务'] },
      { title: '重点任务', length: 400, points: ['任务分解'] },
    ]);
  });

  it.each([
    ['numbers', '1. Goals (about 100 words): aims; costs\n2. Next steps (about 100 words): dates'],
    [
      'bold and headings',
      '## 1. **Goals** (100 words): aims; costs\n## 2. **Next steps** (100 words): dates',
    ],
    [
      'sections by name',
      'Section 1: Goals (~100 words): aims, costs\nSection 2: Next steps (100 words): dates',
    ],
    [
      'prose and bullets',
      'Here is the outline (about 200 words in all):\n\n1. Goals\n   - aims\n   - costs\n2. Next steps: dates',
    ],
  ])('reads English with %s', (_form, text) => {
    expect(parseOutline(text, 200).sections).toEqual([
      { title: 'Goals', length: 100, points: ['aims', 'costs'] },
      { title: 'Next steps', length: 100, points: ['dates'] },
    ]);
  });

  it('reads what it prints in either language', () => {
    const outline = { sections: [{ title: 'Goals', length: 100, points: ['aims', 'costs'] }] };
    for (const language of ['zh', 'en'] as const) {
      expect(parseOutline(printOutline(outline, language))).toEqual(outline);
    }
    expect(printOutline(outline, 'en')).toBe('1. Goals (about 100 words): aims; costs');
  });

  it.each([
    ['arabic numbers', '1. 总体目标（约100字）：甲，乙\n2. 重点任务（约100字）：丙'],
    ['arabic numbers with a Chinese comma', '1、总体目标（约100字）：甲、乙\n2、重点任务（100字）：丙'],
    ['numbers in parentheses', '（一）总体目标（约100字）：甲，乙\n（二）重点任务（约100字）：丙'],
    ['parts', '第一部分：总体目标（约100字）：甲；乙\n第二部分：重点任务（约100字左右）：丙。'],
    ['bold', '**一、总体目标**（约100字）：甲，乙\n**二、重点任务**（约100字）：丙'],
    ['headings', '## 一、总体目标（约100字）：甲，乙\n## 二、重点任务（约100字）：丙'],
    ['headings without numbers', '# 大纲\n## 总体目标（约100字）：甲，乙\n## 重点任务（约100字）：丙'],
    [
      'points on lines of their own',
      '一、总体目标（约100字）\n  - 甲\n  - 乙\n二、重点任务（约100字）\n  1. 丙',
    ],
    ['the length at the end', '一、总体目标：甲，乙（约100字）\n二、重点任务：丙（约100字）'],
    ['Windows line ends', '一、总体目标（约100字）：甲，乙\r\n二、重点任务（约100字）：丙\r\n'],
    [
      'prose around the list',
      '好的，以下是大纲（全文约200字）：\n\n一、总体目标：甲，乙\n二、重点任务：丙\n\n请确认。',
    ],
  ])('reads %s', (_form, text) => {
    expect(parseOutline(text, 200).sections).toEqual([
      { title: '总体目标', length: 100, points: ['甲', '乙'] },
      { title: '重点任务', length: 100, points: ['丙'] },
    ]);
  });

  it('reads a line that a person added without a number', () => {
    const text = '一、总体目标（约100字）\n风险控制（约100字）：预案';
    expect(parseOutline(text, 200).sections[1]).toEqual({ title: '风险控制', length: 100, points: ['预案'] });
  });

  it('ignores comments', () => {
    const text = '<!-- 一、说明（约100字）\n二、说明 -->\n一、总体目标（约100字）';
    expect(parseOutline(text, 100).sections.map((section) => section.title)).toEqual(['总体目标']);
  });

  it('gives a section without a length a fair share of the total', () => {
    const text = '一、甲（约200字）\n二、乙\n三、丙（约400字）';
    expect(parseOutline(text, 900).sections.map((section) => section.length)).toEqual([200, 300, 400]);
  });

  it.each([300, 770, 1000, 1505, 20_000])('makes the lengths sum to the %i characters asked for', (total) => {
    const text = '一、甲（约10字）\n二、乙（约250字）\n三、丙（约730字）\n四、丁';
    const lengths = parseOutline(text, total).sections.map((section) => section.length);
    expect(sum(lengths)).toBe(Math.round(total / 10) * 10);
    expect(lengths.every((length) => length >= 10 && length % 10 === 0)).toBe(true);
  });

  it('keeps the given lengths where no total is asked for', () => {
    const text = '一、甲（约200字）\n二、乙（约430字）';
    expect(parseOutline(text).sections.map((section) => section.length)).toEqual([200, 430]);
  });

  it('says what to write where there is no section', () => {
    expect(() => parseOutline('请稍等。', 300)).toThrow(/no section.*one section a line/);
    expect(readOutline('请稍等。', 300)).toBeUndefined();
  });
});

describe('printOutline', () => {
  it('prints what parseOutline reads', () => {
    const sections = Array.from({ length: 21 }, (_, index) => ({
      title: `标题${'甲'.repeat(index)}`,
      length: 100,
      points: index === 0 ? [] : ['要点', '其他'],
    }));
    const text = printOutline({ sections });
    expect(text.split('\n')[20]).toMatch(/^二十一、/);
    expect(parseOutline(text, 2100)).toEqual({ sections });
  });
});

describe('addMissingPoints', () => {
  it('finds none in a point that names several of them, and puts them into the main section', () => {
    const vague = parseOutline(
      '一、概述：背景\n二、做法：助餐点建设\n三、问题：助餐点建设和志愿者队伍的问题',
    );
    const { sections } = addMissingPoints(vague, ['助餐点建设', '志愿者队伍'], {
      misspelt: false,
      main: '做法',
    });
    expect(sections[1]?.points).toEqual(['助餐点建设', '志愿者队伍']);
  });

  const outline = parseOutline('一、工作概述（约100字）：基本情况\n二、平台建设（约100字）：知识厅', 200);

  it('leaves an outline with every point as it is', () => {
    expect(addMissingPoints(outline, ['基本情况'], { misspelt: true })).toEqual(outline);
  });

  it('replaces a misspelt point', () => {
    expect(addMissingPoints(outline, ['知识库'], { misspelt: true }).sections[1]?.points).toEqual(['知识库']);
  });

  it('leaves what a large model wrote, and adds to it', () => {
    const { sections } = addMissingPoints(outline, ['知识库'], { misspelt: false });
    expect(sections[1]?.points).toEqual(['知识厅', '知识库']);
  });

  it('compares English by words', () => {
    const english = parseOutline(
      '1. Goals (about 100 words): sales\n2. Search (about 100 words): ranking',
      200,
    );
    const { sections } = addMissingPoints(english, ['new search index', 'Sales'], { misspelt: false });
    expect(sections.map(({ points }) => points)).toEqual([['sales'], ['ranking', 'new search index']]);
  });

  it('adds a point to the section whose words are most like it', () => {
    expect(addMissingPoints(outline, ['平台接口'], { misspelt: true }).sections[1]?.points).toEqual([
      '知识厅',
      '平台接口',
    ]);
  });

  it('spreads points that are like none', () => {
    const points = addMissingPoints(outline, ['客户', '渠道'], { misspelt: true }).sections.map(
      (section) => section.points,
    );
    expect(points).toEqual([
      ['基本情况', '客户'],
      ['知识厅', '渠道'],
    ]);
  });
});
