import { describe, expect, it } from 'vitest';
import type { DocumentRequest } from '../../../../src/writing/brief/request.ts';
import { parseFields } from '../../../../src/writing/documents/fields.ts';
import { documentKinds, findKind } from '../../../../src/writing/documents/index.ts';
import type { Draft } from '../../../../src/writing/draft/draft.ts';
import { findResumePoint, restoreDraft } from '../../../../src/writing/draft/resumePoint.ts';
import { type Outline, parseOutline } from '../../../../src/writing/outline/outline.ts';
import { planAsked, writeAsked } from '../../../support/askedDocument.ts';
import { askedTitle, planAnswer } from '../../support/prose.ts';
import { conversationOf, type Script, ScriptedEngine } from '../../support/scriptedEngine.ts';

const knownToDemoModel = documentKinds.filter(({ isKnownToDemoModel }) => isKnownToDemoModel);

const never = new AbortController().signal;
const OUTLINE = parseOutline('一、甲（约100字）：要点\n二、乙（约100字）');

/** An engine whose model is small and trained on fixed wordings, as the demo model is. */
const small = (script: Script = () => '') => new ScriptedEngine(script);
/** An engine whose model follows instructions, as TeleChat 7B and 12B do. */
const large = (script: Script = () => '') => new ScriptedEngine(script, 100_000, true);

function asking(kind: string, more: Partial<DocumentRequest> = {}): DocumentRequest {
  return { kind, topic: '智慧园区', points: [], length: 200, ...more };
}

/** The prompt that asks for the outline, or for the plan. */
async function outlinePrompt(engine: ScriptedEngine, request: DocumentRequest): Promise<string> {
  await planAsked(engine, request, never);
  return conversationOf(engine.requests[0] ?? expect.fail('nothing was asked'))[0]?.content ?? '';
}

async function write(
  engine: ScriptedEngine,
  request: DocumentRequest,
  outline: Outline = OUTLINE,
): Promise<string> {
  let document = '';
  for await (const event of writeAsked(engine, request, outline, never)) {
    if (event.type === 'text') document += event.delta;
  }
  return document;
}

const sentence: Script = (prompt) => `${askedTitle(prompt) ?? ''}这一节写得清楚明白。`.repeat(5);

describe('the kinds of documents', () => {
  it('have among them the nine that TeleChat is known for, which the demo model knows', () => {
    expect(knownToDemoModel.map(({ name }) => name).sort()).toEqual(
      ['工作总结', '工作计划', 'PPT大纲', '申论', '招标书', '邮件', '方案', '周报', '岗位说明书'].sort(),
    );
  });

  it.each(documentKinds)('$id is found by its id and both names', (kind) => {
    for (const name of [kind.id, kind.name, kind.englishName]) expect(findKind(name)).toBe(kind);
  });

  it.each(documentKinds)('$id says in both languages how it is outlined and written', (kind) => {
    for (const wording of Object.values(kind.wordings)) {
      expect(wording.outlineRules).not.toBe('');
      expect(wording.contents).not.toBe('');
      expect(wording.tone).not.toBe('');
      expect(wording.defaultSections.length).toBeGreaterThanOrEqual(3);
    }
    expect(kind.fields.length).toBeGreaterThan(0);
    expect(kind.fields.every(({ example }) => example !== '')).toBe(true);
  });
});

describe('prompts for the demo model', () => {
  it.each(knownToDemoModel)('$id: exactly the wordings that it was trained on', async (kind) => {
    const engine = small(sentence);
    const request = asking(kind.id, { points: ['门禁'] });
    expect(await outlinePrompt(engine, request)).toBe(
      `请为主题“智慧园区”的${kind.name}拟定写作大纲，全文约200字，需要涵盖：门禁。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。`,
    );
    await write(engine, request);
    const first = conversationOf(engine.requests[1] ?? expect.fail('no section was asked for'));
    expect(first.at(-1)?.content).toMatch(
      /^请撰写第1节“甲”，约\d+字，要点：要点。只输出正文，不要重复标题。$/,
    );
  });

  it('hold a field that the program does not print as a point', async () => {
    const request = asking('email', { fields: { recipient: '王经理', request: '周五前确认排期' } });
    const prompt = await outlinePrompt(small(), request);
    expect(prompt).toContain('需要涵盖：周五前确认排期。');
    expect(prompt).not.toContain('王经理');
    const { sections } = await planAsked(small(), request, never);
    expect(sections.flatMap(({ points }) => points)).toContain('周五前确认排期');
  });
});

describe('prompts for models that follow instructions', () => {
  /** Too long for one piece, so that each kind is planned. */
  const length = 1000;

  it.each(documentKinds)('$id: its rules, tone and fields', async (kind) => {
    const [field] = kind.fields;
    const fields = { [field?.id ?? '']: field?.type === 'number' ? '12' : '某某' };
    const request = asking(kind.id, { fields, length });
    const { outlineRules, contents, tone } = kind.wordings.zh;
    const told = [kind.name, contents, tone, `${field?.label}：${Object.values(fields)[0]}`];
    const plan = await outlinePrompt(large(), request);
    for (const text of [...told, outlineRules]) expect(plan).toContain(text);
    expect(plan).toContain('只用JSON回答');
    const engine = large(sentence);
    await write(engine, request);
    expect(engine.requests.length).toBeGreaterThan(1);
    for (const each of engine.requests) {
      const [task] = conversationOf(each);
      for (const text of told) expect(task?.content).toContain(text);
    }
  });

  it('ask for English where the topic is English', async () => {
    const request = asking('weekly', { topic: 'Search team', points: ['new index'], length });
    const engine = large(() =>
      planAnswer({ 'This week': ['new index', 'its results'], 'Next week': ['roll it out', 'measure it'] }),
    );
    const prompt = await outlinePrompt(engine, request);
    expect(prompt).not.toMatch(/\p{Script=Han}/u);
    expect(prompt).toContain('To be covered: new index');
    const outline = await planAsked(engine, request, never);
    expect(outline.sections.map(({ title }) => title)).toEqual(['This week', 'Next week']);
    const writing = large(() => 'We built it and it works well.');
    const document = await write(writing, request, outline);
    expect(JSON.stringify(writing.requests)).not.toMatch(/\p{Script=Han}/u);
    expect(document.startsWith('# Weekly report: Search team\n\n## 1. This week\n\n')).toBe(true);
    expect(document).toContain('\n## 2. Next week\n');
  });

  it('ask for the language that was chosen, whatever the topic', async () => {
    const chinese = asking('plan', { topic: 'OKR', language: 'zh', length });
    expect(await outlinePrompt(large(), chinese)).toContain('\n主题：OKR\n');
    const english = asking('plan', { language: 'en', length });
    expect(await outlinePrompt(large(), english)).toContain('\nTopic: 智慧园区\n');
  });
});

describe('a model that knows only Chinese', () => {
  it('refuses English by name, and says what to do', async () => {
    await expect(planAsked(small(), asking('plan', { language: 'en' }), never)).rejects.toThrow(
      /document in English — the model script knows only Chinese; import an official TeleChat model/,
    );
  });

  it('writes Chinese about a topic in Latin letters', async () => {
    const document = await write(small(sentence), asking('plan', { topic: 'OKR' }));
    expect(document.startsWith('# OKR工作计划\n\n## 一、甲\n\n')).toBe(true);
  });
});

describe('what the program writes itself', () => {
  it('prints the fields of a kind beneath the title, in their order', async () => {
    const fields = { author: '张敏', period: '1月12日至16日' };
    expect(await write(small(sentence), asking('weekly', { fields }))).toMatch(
      /^# 智慧园区周报\n\n汇报周期：1月12日至16日\n\n汇报人：张敏\n\n## 一、甲\n\n/,
    );
  });

  it('greets and signs an email, which has no headings', async () => {
    const fields = { recipient: '王经理', sender: '李明' };
    const document = await write(
      small((...asked) => `尊敬的王经理：\n\n您好！\n\n${sentence(...asked)}`),
      asking('email', { fields }),
    );
    expect(document).toMatch(/^# 智慧园区邮件\n\n尊敬的王经理：\n\n您好！\n\n甲这一节/);
    expect(document).toMatch(/。\n\n乙这一节[^#]*。\n\n此致\n\n敬礼！\n\n李明\n$/);
    expect(document.match(/您好|尊敬的/g)).toHaveLength(2);
    expect(document).not.toContain('##');
  });

  it('goes on with an email where it stopped', async () => {
    const fields = { recipient: '王经理', sender: '李明' };
    const request = asking('email', { fields, language: 'zh' });
    const whole = await write(small(sentence), request);
    const stopped = whole.slice(0, whole.indexOf('乙这一节') + 14);
    const bodies = [/您好！\n\n(.*)\n/.exec(stopped)?.[1] ?? expect.fail('there is no first section')];
    const partial = stopped.slice(stopped.indexOf('乙这一节'));
    const draft = { request, outline: OUTLINE, written: { bodies, partial } } as unknown as Draft;
    expect(findResumePoint(stopped, draft)).toEqual({
      offset: stopped.length,
      before: '',
      written: { bodies, partial },
    });
    expect(restoreDraft(draft).text).toBe(stopped);
  });

  it('greets nobody by an empty name', async () => {
    const document = await write(small(sentence), asking('email'));
    expect(document).toMatch(/^# 智慧园区邮件\n\n您好！\n\n/);
    expect(document).toMatch(/此致\n\n敬礼！\n$/);
  });

  it.each([
    ['prose', '形势要求高。\n\n任务重。'],
    ['another numbering', '1. 形势要求高。\n2、任务重。\n（3）时间紧。'],
    ['other bullets', '• 形势要求高。\n*任务重。'],
    ['bullets already', '- 形势要求高。\n- 任务重。'],
  ])('makes bullets of a slide that the model writes as %s', async (_what, text) => {
    const document = await write(
      small(() => text),
      asking('ppt', { length: 20 }),
    );
    const lines = document.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.slice(0, 2)).toEqual(['- 形势要求高。', '- 任务重。']);
    expect(lines.every((line) => /^- [^-•*\d（]/.test(line))).toBe(true);
  });
});

describe('the fields of a kind', () => {
  const ppt = findKind('ppt');

  it('are known by id and by either label; what is left empty is left out', () => {
    expect(parseFields(ppt, { 页数: ' 12 ', Audience: '管理层\n', presenter: '  ' })).toEqual({
      slides: '12',
      audience: '管理层',
    });
  });

  it('refuse what they do not take, and say what they do', () => {
    expect(() => parseFields(ppt, { pages: '12' })).toThrow(
      /the field "pages" — .*PPT大纲.*; use one of audience \(听众\), slides \(页数\)/,
    );
    for (const slides of ['many', '0', '-3', '2.5']) {
      expect(() => parseFields(ppt, { slides })).toThrow(/slides \(页数\) — .*whole number.*such as 12/);
    }
  });
});
