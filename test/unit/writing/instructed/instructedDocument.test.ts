import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../../src/engine/engine.ts';
import type { DocumentRequest } from '../../../../src/writing/brief/request.ts';
import type { ComposerEvent, WrittenSoFar } from '../../../../src/writing/draft/composer.ts';
import { type Outline, parseOutline } from '../../../../src/writing/outline/outline.ts';
import { countCharacters, lengthScore } from '../../../../src/writing/text/measure.ts';
import { writeAsked } from '../../../support/askedDocument.ts';
import { outlineCoverage } from '../../../support/outlineCoverage.ts';
import { askedTitle, chinese, proseWriter } from '../../support/prose.ts';
import { conversationOf, type Script, ScriptedEngine } from '../../support/scriptedEngine.ts';

const request: DocumentRequest = {
  kind: 'report',
  topic: '客服升级',
  points: [],
  length: 900,
  language: 'zh',
};
const outline = parseOutline(
  '一、工作概述（约300字）：基本情况\n二、主要工作（约300字）：知识库；工单流转\n三、下一步计划（约300字）：时间节点',
);
const never = new AbortController().signal;

/** An engine whose model follows instructions. */
const large = (script: Script, contextLength = 100_000) => new ScriptedEngine(script, contextLength, true);

async function write(
  engine: ScriptedEngine,
  asked: DocumentRequest = request,
  sections: Outline = outline,
  written?: WrittenSoFar,
): Promise<{ readonly text: string; readonly bodies: readonly string[] }> {
  let text = '';
  const bodies: string[] = [];
  for await (const event of writeAsked(engine, asked, sections, never, written)) {
    if (event.type === 'text') text += event.delta;
    if (event.type === 'sectionDone') bodies.push(event.body);
  }
  return { text, bodies };
}

function conversations({ requests }: ScriptedEngine): Conversation[] {
  return requests.map(conversationOf);
}

function prompts(engine: ScriptedEngine): string[] {
  return conversations(engine).map((conversation) => conversation.at(-1)?.content ?? '');
}

/** A writer of paragraphs of two sentences, `factor` times as much as is asked for. */
function paragraphWriter(factor: number): Script {
  const prose = proseWriter(factor, chinese, '。');
  return (...asked) => prose(...asked).replace(/([^。]+。[^。]+。)(?=.)/gs, '$1\n\n');
}

describe('A document by a model that follows instructions', () => {
  it.each([0.7, 0.8, 1, 1.2, 3])(
    'takes one request a section where the model writes %f times what is asked for: an end is an end',
    async (factor) => {
      const engine = large(paragraphWriter(factor));
      const { text } = await write(engine);
      expect(prompts(engine).map(askedTitle)).toEqual(['工作概述', '主要工作', '下一步计划']);
      expect(outlineCoverage(text, outline.sections)).toEqual({ planned: 3, present: 3, extra: 0 });
    },
  );

  it.each([0.1, 0.3, 0.5])('takes exactly one more for a section of %f times its length', async (factor) => {
    const engine = large(paragraphWriter(factor));
    await write(engine);
    const more = prompts(engine).map((prompt) => prompt.startsWith('内容还不够充实。'));
    expect(more).toEqual([false, true, false, true, false, true]);
    expect(engine.requests.map(({ sampling }) => sampling?.repetitionPenalty)).toEqual([
      1.05, 1.1, 1.05, 1.1, 1.05, 1.1,
    ]);
  });

  it('asks for a long section in several answers, each with its share of the points', async () => {
    const engine = large(paragraphWriter(1));
    const long = parseOutline('一、甲（约300字）：子\n二、乙（约1500字）：丑；寅；卯');
    const { text } = await write(engine, { ...request, length: 1800 }, long);
    const asked = prompts(engine).slice(1);
    expect(asked.map((prompt) => /不分条，写(.*?)。/.exec(prompt)?.[1])).toEqual(['丑', '寅', '卯']);
    expect(asked.map((prompt) => prompt.startsWith('接着写“乙”这一节余下的内容'))).toEqual([
      false,
      true,
      true,
    ]);
    expect(lengthScore(1800, countCharacters(text))).toBeGreaterThan(90);
  });

  it('keeps the length, and cuts only between paragraphs', async () => {
    const answers: string[] = [];
    const prose = paragraphWriter(4);
    const { text, bodies } = await write(
      large((...asked) => {
        answers.push(prose(...asked));
        return answers.at(-1) ?? '';
      }),
    );
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(85);
    for (const [index, body] of bodies.entries()) {
      expect(answers[index]?.startsWith(`${body}\n\n`)).toBe(true);
    }
  });

  it('cuts a paragraph without an end between sentences', async () => {
    const { text, bodies } = await write(large(proseWriter(4)));
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(60);
    for (const body of bodies) expect(body).toMatch(/。$/);
  });

  it('ends a list with a whole item', async () => {
    let sentences = 0;
    const { bodies } = await write(
      large(() => Array.from({ length: 60 }, () => `- ${chinese.sentence(sentences++)}`).join('\n')),
      { ...request, kind: 'ppt' },
    );
    for (const body of bodies) {
      expect(body.split('\n').every((line) => /^- [^-]{20}。$/u.test(line))).toBe(true);
    }
  });

  it('has no preamble, no heading twice, no placeholder and no words of the prompts', async () => {
    const prose = paragraphWriter(1);
    const { text } = await write(
      large((prompt, ...rest) => {
        const title = askedTitle(prompt);
        const heads = [`${title}：`, `## 一、${title}\n\n`, `**${title}**\n`];
        const head = heads[rest[0].length % heads.length];
        return `好的，以下是正文：\n\n${head}会议于[具体日期]召开，由【负责人姓名】主持${title}。${prose(prompt, ...rest)}`;
      }),
    );
    expect(text).toMatch(/\n\n## 一、工作概述\n\n会议于××召开/);
    expect(text.match(/^#.*$/gm)).toEqual([
      '# 客服升级工作总结',
      '## 一、工作概述',
      '## 二、主要工作',
      '## 三、下一步计划',
    ]);
    expect(text).not.toMatch(/好的|正文|自然段|具体日期|[[\]]|约\d+字|写法|工作概述：|\*\*/);
  });

  it('drops the plan of a section where the model begins with it, and keeps it in the sentences', async () => {
    const prose = paragraphWriter(1);
    const { text } = await write(
      large((...asked) => `知识库\n\n工单流转\n\n知识库已经建成。${prose(...asked)}`),
    );
    expect(text).not.toMatch(/^(?:知识库|工单流转)$/m);
    expect(text).toContain('## 一、工作概述\n\n知识库已经建成。');
  });

  it('tells at its end how many facts are left to be filled in', async () => {
    const prose = paragraphWriter(1);
    const engine = large(
      (prompt, ...rest) =>
        `${askedTitle(prompt)}会议于[具体日期]召开，由【您的姓名】主持。${prose(prompt, ...rest)}`,
    );
    let text = '';
    let last: ComposerEvent | undefined;
    for await (const event of writeAsked(engine, request, outline, never)) {
      if (event.type === 'text') text += event.delta;
      last = event;
    }
    expect(text.match(/××/g)).toHaveLength(6);
    expect(last).toMatchObject({ type: 'finished', sections: 3, blanks: 6 });
  });

  it('stops at the heading of the next section', async () => {
    const engine = large(proseWriter(1));
    await write(engine);
    expect(engine.requests.map(({ stop }) => stop)).toEqual([['二、主要工作'], ['三、下一步计划'], []]);
  });
});

describe('The conversation of a model that follows instructions', () => {
  it.each([
    ['one answer a section', 1],
    ['two answers a section', 0.4],
  ])('only grows, so that the engine computes only what is new: %s', async (_what, factor) => {
    const engine = large(paragraphWriter(factor));
    await write(engine);
    for (const [index, conversation] of conversations(engine).entries()) {
      const before = conversations(engine)[index - 1] ?? [];
      expect(conversation.slice(0, before.length)).toEqual(before);
      expect(conversation.slice(before.length).map(({ role }) => role)).toEqual(
        index === 0 ? ['user'] : ['bot', 'user'],
      );
    }
  });

  it('begins with the task and the plan, and holds all that was written', async () => {
    const engine = large(paragraphWriter(1));
    const { bodies } = await write(engine);
    const last = conversations(engine).at(-1) ?? [];
    expect(last[0]?.content).toMatch(/^请写一份《客服升级工作总结》，全文约900字，分3节。\n/);
    expect(last[0]?.content).toContain('\n二、主要工作（约300字）：知识库、工单流转\n');
    expect(last.filter(({ role }) => role === 'bot').map(({ content }) => content)).toEqual(
      bodies.slice(0, 2),
    );
  });

  it('keeps the task, and how the sections ended, where the context is too small for them', async () => {
    const contextLength = 2600;
    const titles = Array.from({ length: 8 }, (_, index) => `标题${index}`);
    const long = parseOutline(titles.map((title, index) => `${index + 1}. ${title}（约300字）`).join('\n'));
    const engine = large(paragraphWriter(1), contextLength);
    const { text, bodies } = await write(engine, { ...request, length: 2400 }, long);
    expect(outlineCoverage(text, long.sections).present).toBe(8);
    for (const each of engine.requests) {
      const conversation = conversationOf(each);
      const tokens = await engine.countTokens(conversation);
      expect(tokens + each.maxTokens).toBeLessThanOrEqual(contextLength);
      expect(conversation[0]?.content).toMatch(/^请写一份《/);
    }
    const last = conversations(engine).at(-1)?.[0]?.content ?? '';
    const [, recap = ''] = last.split('前面几节已经写好');
    expect(recap).toContain(`标题0：……`);
    expect(recap).toContain(bodies[0]?.slice(-20));
  });
});

describe('A draft that stopped half way', () => {
  it.each([
    ['instructed', true],
    ['trained', false],
  ])('is finished in the %s way', async (_way, followsInstructions) => {
    const prose = paragraphWriter(1);
    const engine = () => new ScriptedEngine(prose, 100_000, followsInstructions);
    const whole = await write(engine());
    const [first = '', second = ''] = whole.bodies;
    const partial = second.slice(0, 90);
    const stopped = whole.text.slice(0, whole.text.indexOf(second) + partial.length);
    const resuming = engine();
    const rest = await write(resuming, request, outline, { bodies: [first], partial });
    const text = stopped + rest.text;
    expect(outlineCoverage(text, outline.sections)).toEqual({ planned: 3, present: 3, extra: 0 });
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(85);
    expect(rest.bodies[0]?.startsWith(partial)).toBe(true);
    const [asked = []] = conversations(resuming);
    expect(asked.map(({ content }) => content)).toEqual(expect.arrayContaining([first, partial]));
  });
});

describe('A text in one piece', () => {
  const email: DocumentRequest = {
    kind: 'email',
    topic: '会议改期',
    points: ['改到周五', '地点不变'],
    length: 300,
    fields: { recipient: '王经理', sender: '李明' },
    language: 'zh',
  };
  const piece = (length: number, points: readonly string[] = []): Outline => ({
    sections: [{ title: '', length, points }],
  });

  it('is one request, of which the task tells everything', async () => {
    const engine = large(paragraphWriter(1));
    await write(engine, email, piece(300, email.points));
    expect(engine.requests).toHaveLength(1);
    for (const text of ['会议改期', '改到周五；地点不变', '王经理', '约300字']) {
      expect(prompts(engine)[0]).toContain(text);
    }
  });

  it('that is an email is greeted and signed by the program, and not twice', async () => {
    const body = Array.from({ length: 13 }, (_, index) => chinese.sentence(index)).join('');
    const answer = `尊敬的王经理：\n\n您好！\n\n${body}\n\n此致\n\n敬礼！\n\n李明`;
    const { text } = await write(
      large(() => answer),
      email,
      piece(300),
    );
    expect(text).toBe(`# 会议改期邮件\n\n尊敬的王经理：\n\n您好！\n\n${body}\n\n此致\n\n敬礼！\n\n李明\n`);
  });

  it('has its own headings marked where the kind has headings', async () => {
    const parts = ['背景', '做法', '成效'].map(
      (title, index) =>
        `${'一二三'[index]}、${title}\n${Array.from({ length: 5 }, (_, at) => chinese.sentence(index * 5 + at)).join('')}`,
    );
    const { text } = await write(
      large(() => parts.join('\n\n')),
      { ...request, length: 300 },
      piece(300),
    );
    expect(text.match(/^#.*$/gm)).toEqual([
      '# 客服升级工作总结',
      '## 一、背景',
      '## 二、做法',
      '## 三、成效',
    ]);
  });

  it('has its end where the model ends, however short it is', async () => {
    const engine = large(paragraphWriter(0.4));
    await write(engine, email, piece(300));
    expect(engine.requests).toHaveLength(1);
  });

  it.each([
    ['a long one', 800, undefined],
    ['a draft that stopped half way', 300, { bodies: [], partial: chinese.sentence(900) }],
  ])('is asked for from its beginning once only: %s', async (_what, length, written) => {
    const engine = large(paragraphWriter(1));
    await write(engine, { ...email, length }, piece(length), written);
    const begins = conversations(engine)
      .at(-1)
      ?.filter(({ content }) => content.includes('现在写正文'));
    expect(begins).toHaveLength(1);
  });
});
