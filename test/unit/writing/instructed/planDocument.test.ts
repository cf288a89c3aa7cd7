import { describe, expect, it } from 'vitest';
import type { DocumentRequest } from '../../../../src/writing/brief/request.ts';
import { findKind } from '../../../../src/writing/documents/index.ts';
import { totalLength } from '../../../../src/writing/outline/outline.ts';
import { planAsked } from '../../../support/askedDocument.ts';
import { planAnswer } from '../../support/prose.ts';
import { conversationOf, ScriptedEngine } from '../../support/scriptedEngine.ts';

const request: DocumentRequest = {
  kind: 'report',
  topic: '社区养老服务',
  points: ['助餐点建设', '志愿者队伍'],
  length: 800,
};
const never = new AbortController().signal;

const GOOD = planAnswer({
  工作概述: ['服务对象增加到两千人', '建成三级网络'],
  助餐点建设: ['新建助餐点5个', '每日供餐三百份'],
  志愿者队伍: ['招募志愿者二百名', '每季度培训一次'],
});
const TOO_SHORT = planAnswer({ 工作概述: ['服务对象增加到两千人', '建成三级网络'] });

/** An engine that gives one answer after the other. */
function answering(...answers: string[]): ScriptedEngine {
  let next = 0;
  return new ScriptedEngine(() => answers[next++] ?? '', 100_000, true);
}

describe('A plan', () => {
  it('is asked for once where the answer is one, in a form that the engine can hold it to', async () => {
    const engine = answering(GOOD);
    const { sections } = await planAsked(engine, request, never);
    expect(sections.map(({ title }) => title)).toEqual(['工作概述', '助餐点建设', '志愿者队伍']);
    expect(sections[1]?.points).toEqual(['新建助餐点5个', '每日供餐三百份']);
    expect(engine.requests).toHaveLength(1);
    expect(engine.requests[0]).toMatchObject({
      format: { properties: { sections: { minItems: 4, maxItems: 4 } } },
      sampling: { greedy: true },
      priority: 'writing',
    });
  });

  it('is asked for again with what is wrong', async () => {
    const engine = answering(TOO_SHORT, GOOD);
    const { sections } = await planAsked(engine, request, never);
    expect(sections).toHaveLength(3);
    const [first, second] = engine.requests.map(conversationOf);
    expect(second?.slice(0, 2)).toEqual([first?.[0], { role: 'bot', content: TOO_SHORT }]);
    expect(second?.[2]?.content).toContain('节数不够');
    expect(engine.requests).toHaveLength(2);
  });

  it('is the better one of two that both lack something', async () => {
    const some = planAnswer({ 概述: ['服务两千人'], 做法: ['建成三级网络'], 计划: [] });
    const { sections } = await planAsked(answering(some, TOO_SHORT), request, never);
    expect(sections.map(({ title }) => title)).toEqual(['概述', '做法', '计划']);
  });

  it('is the usual one of the kind where no answer can be used', async () => {
    const engine = answering('抱歉，我不明白。', '没有办法。');
    const { sections } = await planAsked(engine, request, never);
    const usual = findKind('report').wordings.zh.defaultSections.map(({ title }) => title);
    expect(sections.map(({ title }) => title)).toEqual(usual);
    expect(engine.requests).toHaveLength(2);
  });

  it.each([
    ['zh', 40, 60],
    ['en', 80, 160],
  ] as const)(
    'has room in %s for titles of %i and points of %i characters',
    async (language, title, point) => {
      const engine = answering(GOOD);
      await planAsked(engine, { ...request, language }, never);
      const section = {
        properties: { title: { maxLength: title }, subheadings: { items: { maxLength: point } } },
      };
      expect(engine.requests[0]?.format).toMatchObject({ properties: { sections: { items: section } } });
    },
  );

  it('gives a section that has more to say more of the length', async () => {
    const plan = planAnswer({ 概述: ['甲'], 做法: ['乙', '丙'], 成效: ['丁', '戊', '己'] });
    const { sections } = await planAsked(answering(plan), { ...request, points: [], length: 1200 }, never);
    expect(sections.map(({ length }) => length)).toEqual([270, 400, 530]);
  });

  it.each([
    ['good', GOOD],
    ['none', ''],
    ['without what was asked for', GOOD.replaceAll('助餐点建设', '设施').replaceAll('志愿者', '人员')],
  ])(
    'has every point asked for and the length asked for, whatever the answer is: %s',
    async (_what, answer) => {
      const outline = await planAsked(answering(answer, answer), request, never);
      const said = JSON.stringify(outline);
      for (const point of request.points) expect(said).toContain(point);
      expect(totalLength(outline)).toBe(request.length);
    },
  );

  it.each([
    [400, 3],
    [800, 4],
    [2000, 4],
    [6000, 7],
    [20_000, 23],
  ])('of %i characters has %i sections, which have more to say in a long one', async (length, expected) => {
    const engine = answering();
    await planAsked(engine, { ...request, length }, never);
    expect(engine.requests[0]?.format).toMatchObject({ properties: { sections: { minItems: expected } } });
  });
});
