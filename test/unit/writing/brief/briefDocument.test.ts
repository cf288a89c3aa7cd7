import { describe, expect, it } from 'vitest';
import { briefOf } from '../../../../src/writing/brief/brief.ts';
import { readBrief } from '../../../../src/writing/brief/reading/readBrief.ts';
import { type BriefReading, requestOfReading } from '../../../../src/writing/brief/reading/reading.ts';
import { type DocumentRequest, validateRequest } from '../../../../src/writing/brief/request.ts';
import { type Draft, parseDraft } from '../../../../src/writing/draft/draft.ts';
import { findResumePoint, restoreDraft } from '../../../../src/writing/draft/resumePoint.ts';
import type { Outline } from '../../../../src/writing/outline/outline.ts';
import { planAsked, writeAsked } from '../../../support/askedDocument.ts';
import { continuingWriter, planAnswer } from '../../support/prose.ts';
import { conversationOf, type Script, ScriptedEngine } from '../../support/scriptedEngine.ts';

const never = new AbortController().signal;
const large = (script: Script, contextLength = 100_000) => new ScriptedEngine(script, contextLength, true);

/** What a brief asks for, read by rule. */
async function asked(brief: string, change: Partial<BriefReading> = {}): Promise<DocumentRequest> {
  const rules = new ScriptedEngine(() => '');
  return requestOfReading({ ...(await readBrief(rules, brief, { ownKinds: [] }, never)), ...change }, brief);
}

async function write(engine: ScriptedEngine, request: DocumentRequest, outline?: Outline): Promise<string> {
  let text = '';
  const sections = outline ?? (await planAsked(engine, request, never));
  for await (const event of writeAsked(engine, request, sections, never)) {
    if (event.type === 'text') text += event.delta;
  }
  return text;
}

const planning =
  (plan: string, text: Script): Script =>
  (...asked) =>
    asked[2].format ? plan : text(...asked);

describe('A document from a brief', () => {
  it('has the brief before its eyes in every request, which all begin alike', async () => {
    const brief = '写一篇关于社区食堂的调研报告，1500字，要引用居民的原话';
    const plan = planAnswer({ 背景: ['老人多', '做饭难'], 做法: ['选址', '定价'], 建议: ['补贴', '配送'] });
    const engine = large(planning(plan, continuingWriter(1)));
    const text = await write(engine, await asked(brief));
    expect(text).toMatch(/^# 社区食堂调研报告\n/);
    const prompts = engine.requests.map((request) => conversationOf(request)[0]?.content ?? '');
    expect(prompts.length).toBeGreaterThan(3);
    expect(prompts.every((prompt) => prompt.includes(brief))).toBe(true);
    expect(new Set(prompts.slice(1)).size).toBe(1);
  });

  it('has the sections that the brief names, with what was planned for each', async () => {
    const request = await asked('写一篇论文，结构：引言、方法、结论，1500字');
    const plan = planAnswer({ 研究方法: ['问卷调查', '访谈'], 引言: ['背景', '问题'], 结论: ['发现'] });
    const { sections } = await planAsked(large(planning(plan, () => '')), request, never);
    expect(sections.map(({ title }) => title)).toEqual(['引言', '方法', '结论']);
    expect(sections[1]?.points).toEqual(['问卷调查', '访谈']);
    expect(sections.reduce((sum, { length }) => sum + length, 0)).toBe(1500);
  });

  it.each([
    [
      'more',
      planAnswer({ 甲: ['一'], 乙: ['二'], 丙: ['三'], 丁: ['四'] }),
      ['第一幕 甲', '第二幕 乙', '第三幕 丙'],
    ],
    ['fewer', planAnswer({ 甲: ['一'], 乙: ['二'] }), ['第一幕 甲', '第二幕 乙', '第三幕']],
    ['none', '', ['第一幕', '第二幕', '第三幕']],
  ])('has as many sections as the brief says where %s are planned', async (_what, plan, titles) => {
    const request = await asked('请写一份校园剧本，共三幕，3000字');
    const engine = large(planning(plan, continuingWriter(1)));
    const outline = await planAsked(engine, request, never);
    expect(outline.sections.map(({ title }) => title)).toEqual(titles);
    expect(await write(engine, request, outline)).toContain(`\n## ${titles[0]}\n`);
  });

  it('is a story without headings, of which the model sees those of the plan', async () => {
    const request = await asked('给我写个小说，主角是一位老师，1500字');
    const plan = planAnswer({ 开学: ['新学校'], 风波: ['误会'], 和解: ['家访'] });
    const engine = large(planning(plan, continuingWriter(1)));
    const text = await write(engine, request);
    expect(text.match(/^#.*$/gm)).toHaveLength(1);
    const last = conversationOf(engine.requests.at(-1) ?? expect.fail());
    expect(last.at(-1)?.content).toMatch(/## 三、和解\n\n$/);
    expect(last[0]?.content).not.toContain('××');
  });

  it('is a letter in one piece, with its greeting, its sign-off and its date', async () => {
    const letter = '亲爱的花花：\n\n你好！2023年我们在海边认识。\n\n祝好\n\n小明';
    const engine = large(() => letter);
    const text = await write(engine, await asked('替我给花花写一封信，300字'));
    expect(engine.requests).toHaveLength(1);
    expect(text).toContain(letter);
  });

  it('goes by the whole of a brief that is longer than the model can have before it', async () => {
    const brief = `写一篇综述，600字。\n${'甲乙丙丁戊己庚辛。'.repeat(200)}\n资料的中段提到了灯塔。${'子丑寅卯辰巳午未。'.repeat(200)}`;
    const request = await asked(brief, { title: '灯塔', points: ['灯塔'] });
    const engine = large(continuingWriter(1), 4000);
    await write(engine, request, { sections: [{ title: '灯塔', length: 300, points: [] }] });
    const [task] = conversationOf(engine.requests[0] ?? expect.fail());
    expect(task?.content).toContain('写一篇综述，600字。');
    expect(task?.content).toContain('\n……\n');
    expect(task?.content).toMatch(/【要求】\n[\s\S]*灯塔/);
  });

  it('keeps the brief in its draft, and goes on from there', async () => {
    const request = await asked('请写一份校园剧本，共三幕，3000字');
    const { request: ready, frame } = briefOf(validateRequest(request), await large(() => '').info());
    const draft: Draft = {
      formatVersion: 1,
      id: 'd1',
      title: frame.title,
      state: 'stopped',
      request: ready,
      outline: { sections: [1, 2].map((number) => ({ title: `第${number}幕`, length: 300, points: [] })) },
      written: { bodies: ['甲。'], partial: '乙' },
      place: 'untitled:Untitled-1',
      savedAt: '2026-01-01T00:00:00.000Z',
    };
    const saved = parseDraft(JSON.stringify(draft), 'd.json');
    expect(saved).toEqual(draft);
    const { text } = restoreDraft(saved);
    expect(findResumePoint(text, saved)?.written).toEqual(draft.written);
  });
});
