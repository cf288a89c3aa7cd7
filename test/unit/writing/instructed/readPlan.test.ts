import { describe, expect, it } from 'vitest';
import { planFaults } from '../../../../src/writing/instructed/planFaults.ts';
import { readPlan } from '../../../../src/writing/instructed/readPlan.ts';
import { planAnswer } from '../../support/prose.ts';

const WHOLE = planAnswer({ 工作概述: ['接待来电一万次', '新建3个网点'], 下一步计划: ['七月前完成培训'] });
const SECTIONS = [
  { title: '工作概述', points: ['接待来电一万次', '新建3个网点'] },
  { title: '下一步计划', points: ['七月前完成培训'] },
];

describe('A plan is read', () => {
  it.each([
    ['JSON, whole', WHOLE],
    ['JSON with line breaks', JSON.stringify(JSON.parse(WHOLE), null, 2)],
    ['JSON in a fence', `\`\`\`json\n${WHOLE}\n\`\`\``],
    ['JSON in prose', `好的，以下是写作计划：\n${WHOLE}\n希望对您有帮助。`],
    [
      'a list of two levels',
      '一、工作概述\n1. 接待来电一万次\n2. 新建3个网点\n二、下一步计划\n1. 七月前完成培训',
    ],
    [
      'a list with bullets',
      '1. **工作概述**\n   - 接待来电一万次\n   - 新建3个网点\n2. **下一步计划**\n   - 七月前完成培训',
    ],
  ])('from %s', (_form, answer) => {
    expect(readPlan(answer)).toEqual(SECTIONS);
  });

  it('up to the last whole section of JSON that was cut off', () => {
    expect(readPlan(WHOLE.slice(0, -12))).toEqual(SECTIONS.slice(0, 1));
  });

  it('as nothing where there is none', () => {
    expect(readPlan('')).toEqual([]);
    expect(readPlan('抱歉，我不明白。')).toEqual([]);
  });

  it('without numbers and marks at its titles', () => {
    const answer = planAnswer({ '一、《工作概述》：': ['甲'], '2. 下一步': ['乙'] });
    expect(readPlan(answer).map(({ title }) => title)).toEqual(['工作概述', '下一步']);
  });

  it('without questions and gaps among its points', () => {
    const answer = planAnswer({
      工作概述: ['有哪些设备？', '如何培训', '[具体日期]', '……', '', '——', '接待来电一万次'],
    });
    expect(readPlan(answer)).toEqual([{ title: '工作概述', points: ['接待来电一万次'] }]);
  });

  it.each([
    ['新建助餐点5个。每日供餐三百份', '新建助餐点5个'],
    ['新建助餐点5个；每日供餐三百份', '新建助餐点5个'],
    ['助餐点建设：新建5个', '助餐点建设'],
    ['Canteens: five new ones', 'Canteens'],
    ['新建助餐点5个，每日供餐三百份，覆盖全部社区', '新建助餐点5个'],
    ['新建助餐点，每日供餐三百份', '新建助餐点，每日供餐三百份'],
    ['详细描述助餐点的做法和成效', '助餐点的做法和成效'],
    ['提出问题', '提出问题'],
    ['Explain the new schedule', 'new schedule'],
    ['体检项目包括但不限于', '体检项目'],
    [
      '没有停顿的二十个字以上的要点一个字也不能少地留下来',
      '没有停顿的二十个字以上的要点一个字也不能少地留下来',
    ],
  ])('with phrases as its points: %s', (point, expected) => {
    expect(readPlan(planAnswer({ 工作概述: [point] }))[0]?.points).toEqual([expected]);
  });

  it.each(['序号、标题', '序号', '标题', 'title', '长'.repeat(41)])(
    'without a section called %s',
    (title) => {
      const sections = readPlan(planAnswer({ [title]: ['要点甲'], 工作概述: ['接待来电一万次'] }));
      expect(sections.map((section) => section.title)).toEqual(['工作概述']);
    },
  );

  it('without what an earlier section says already', () => {
    const answer = planAnswer({ 概述: ['建成助餐点', '招募志愿者'], 计划: ['建成助餐点。', '扩大宣传'] });
    expect(readPlan(answer)[1]).toEqual({ title: '计划', points: ['扩大宣传'] });
  });
});

describe('What is wrong with a plan', () => {
  const section = (title: string, points = ['甲']) => ({ title, points });
  const sections = ['甲', '乙', '丙'].map((title) => section(title));

  it('is nothing where it has nearly as many sections as were asked for, and each says something', () => {
    expect(planFaults(sections, 3)).toEqual([]);
    expect(planFaults(sections, 5)).toEqual([]);
  });

  it('is that it has too few sections', () => {
    expect(planFaults(sections, 6)).toEqual([{ kind: 'tooFewSections', titles: [] }]);
    expect(planFaults(sections.slice(0, 1), 1).map(({ kind }) => kind)).toEqual(['tooFewSections']);
  });

  it('is that most sections say nothing, and which', () => {
    const empty = ['丁', '戊', '己', '庚'].map((title) => section(title, []));
    expect(planFaults([...sections, ...empty], 7)).toEqual([
      { kind: 'emptySections', titles: ['丁', '戊', '己', '庚'] },
    ]);
  });

  it('is not that one of them says nothing: it writes itself, and asking again costs as much as a section', () => {
    expect(planFaults([...sections, section('丁', [])], 4)).toEqual([]);
  });
});
