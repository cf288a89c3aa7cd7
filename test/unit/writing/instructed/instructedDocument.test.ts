import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../../src/engine/engine.ts';
import type { DocumentRequest } from '../../../../src/writing/brief/request.ts';
import type { ComposerEvent, WrittenSoFar } from '../../../../src/writing/draft/composer.ts';
import { type Outline, parseOutline } from '../../../../src/writing/outline/outline.ts';
import { countCharacters, lengthScore } from '../../../../src/writing/text/measure.ts';
import { writeAsked } from '../../../support/askedDocument.ts';
import { outlineCoverage } from '../../../support/outlineCoverage.ts';
import { chinese, continuingWriter, currentHeading } from '../../support/prose.ts';
import { conversationOf, type Script, ScriptedEngine } from '../../support/scriptedEngine.ts';

const request: DocumentRequest = {
  kind: 'report',
  topic: '客服升级',
  points: [],
  length: 900,
  language: 'zh',
};
const outline = parseOutline(
  '一、工作概述（约250字）：基本情况\n二、主要工作（约400字）：知识库；工单流转\n三、下一步计划（约250字）：时间节点',
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

/** What the model was in the middle of at each request. */
function begun(engine: ScriptedEngine): string[] {
  return conversations(engine).map((conversation) => conversation.at(-1)?.content ?? '');
}

describe('A document by a model that follows instructions', () => {
  it('is one answer to one request, in which the program sets the headings', async () => {
    const engine = large(continuingWriter(1));
    const { text } = await write(engine);
    expect(text.match(/^#.*$/gm)).toEqual([
      '# 客服升级工作总结',
      '## 一、工作概述',
      '## 二、主要工作',
      '### （一）知识库',
      '### （二）工单流转',
      '## 三、下一步计划',
    ]);
    for (const [index, conversation] of conversations(engine).entries()) {
      expect(conversation.map(({ role }) => role)).toEqual(['user', 'bot']);
      expect(conversation[0]).toEqual(conversations(engine)[0]?.[0]);
      expect(text.startsWith(begun(engine)[index]?.trimEnd() ?? '?')).toBe(true);
    }
    expect(begun(engine).map(currentHeading)).toEqual(['工作概述', '知识库', '工单流转', '下一步计划']);
  });

  it('asks with the task and the plan', async () => {
    const engine = large(continuingWriter(1));
    await write(engine);
    const [task] = conversations(engine)[0] ?? [];
    expect(task?.content).toMatch(/^请写一份《客服升级工作总结》，全文约900字。\n/);
    expect(task?.content).toContain('\n二、主要工作：知识库、工单流转\n');
  });

  it.each([0.7, 1, 1.2, 3])(
    'ends a part where the model ends it, that writes %f times what is wanted',
    async (factor) => {
      const engine = large(continuingWriter(factor));
      const { text } = await write(engine);
      expect(engine.requests).toHaveLength(4);
      expect(outlineCoverage(text, outline.sections)).toEqual({ planned: 3, present: 3, extra: 0 });
    },
  );

  it('goes on where the model ended much too early, with words of the program that fit', async () => {
    const engine = large(continuingWriter(0.3));
    const { text } = await write(engine);
    const leads = begun(engine).map((each) => /[^。\n]*，$/.exec(each)?.[0]);
    expect(leads.slice(0, 4)).toEqual([undefined, '具体来说，', '同时，', undefined]);
    expect(text).toMatch(/。具体来说，[^。]{20}。/u);
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(70);
  });

  it('has no words of the program where the model has none to go on with', async () => {
    let sentences = 0;
    const engine = large((text) => (text.endsWith('，') ? '' : chinese.sentence(sentences++)));
    const { text } = await write(engine);
    expect(engine.requests).toHaveLength(8);
    expect(text).not.toMatch(/具体来说|同时|此外|为此|另外/);
  });

  it.each([
    ['a section without points', '一、甲（约600字）'],
    [
      'points that are sentences',
      '一、甲（约600字）：把去年没有做完的三件事情逐一做完并且向大家报告结果；乙',
    ],
    ['a short section', '一、甲（约120字）：乙；丙'],
    ['many points', '一、甲（约300字）：乙；丙；丁；戊；己'],
  ])('has no sub-headings for %s', async (_what, lines) => {
    const { text } = await write(
      large(continuingWriter(1)),
      request,
      parseOutline(`${lines}\n二、末（约100字）`),
    );
    expect(text).not.toContain('###');
  });

  it('has no lone sub-heading of the model’s own', async () => {
    const prose = continuingWriter(1);
    const { text } = await write(large((...asked) => `### （一）准备\n\n${prose(...asked)}`));
    expect(text).not.toContain('准备');
  });

  it('goes on with a list that is too short by its next item', async () => {
    let sentences = 0;
    const items = (begun: string) =>
      begun.endsWith('3. ')
        ? chinese.sentence(sentences++)
        : `1. ${chinese.sentence(sentences++)}\n2. ${chinese.sentence(sentences++)}`;
    const { text } = await write(large(items), request, parseOutline('一、甲（约200字）\n二、乙（约200字）'));
    expect(text).toMatch(/\n1\. .{20}。\n2\. .{20}。\n3\. .{20}。\n4\. /);
    expect(text).not.toMatch(/具体来说|同时|此外|为此|另外/);
  });

  it('keeps the length, and cuts only between paragraphs', async () => {
    const { text, bodies } = await write(large(continuingWriter(4)));
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(85);
    for (const body of bodies) expect(body).toMatch(/。$/);
  });

  it('ends a list with a whole item', async () => {
    let sentences = 0;
    const items = () => Array.from({ length: 60 }, () => chinese.sentence(sentences++)).join('\n- ');
    const { bodies } = await write(large(items), { ...request, kind: 'ppt' });
    for (const body of bodies) {
      expect(body.split('\n').every((line) => /^- [^-]{20}。$/u.test(line))).toBe(true);
    }
  });

  it('has no preamble, no heading twice, no placeholder and no words of the prompts', async () => {
    const prose = continuingWriter(1);
    let answers = 0;
    const { text } = await write(
      large((text, ...rest) => {
        const title = currentHeading(text);
        const heads = [`${title}：`, `## 一、${title}\n\n`, `**${title}**\n`];
        const said = `会议于[具体日期]召开，由【负责人姓名】主持${title}。`;
        return `好的，以下是正文：\n\n${heads[answers++ % 3]}${said}${prose(text, ...rest)}`;
      }),
    );
    expect(text).toMatch(/\n\n## 一、工作概述\n\n会议于××召开/);
    expect(text.match(/^## .*$/gm)).toEqual(['## 一、工作概述', '## 二、主要工作', '## 三、下一步计划']);
    expect(text).not.toMatch(/好的|正文|自然段|具体日期|[[\]]|约\d+字|写法|工作概述：|\*\*/);
  });

  it('tells at its end how many facts are left to be filled in', async () => {
    const prose = continuingWriter(1);
    const engine = large(
      (text, ...rest) =>
        `${currentHeading(text)}会议于[具体日期]召开，由【您的姓名】主持。${prose(text, ...rest)}`,
    );
    let text = '';
    let last: ComposerEvent | undefined;
    for await (const event of writeAsked(engine, request, outline, never)) {
      if (event.type === 'text') text += event.delta;
      last = event;
    }
    expect(text.match(/××/g)).toHaveLength(8);
    expect(last).toMatchObject({ type: 'finished', sections: 3, blanks: 8 });
  });

  it('stops at the heading of what comes next', async () => {
    const engine = large(continuingWriter(1));
    await write(engine);
    const [first = [], second = []] = engine.requests.map(({ stop }) => stop);
    expect(first).toEqual(expect.arrayContaining(['\n#', '\n二、主要工作']));
    expect(second).toEqual(expect.arrayContaining(['\n（二）', '\n三、下一步计划']));
  });

  it('leaves no section empty, though a model has nothing to say at first', async () => {
    const prose = continuingWriter(1);
    let answers = 0;
    const { bodies } = await write(large((...asked) => (answers++ % 2 === 0 ? '' : prose(...asked))));
    for (const body of bodies) expect(body).not.toBe('');
  });

  it('keeps the task, and how the sections ended, where the context is too small for them', async () => {
    const contextLength = 2600;
    const titles = Array.from({ length: 8 }, (_, index) => `标题${index}`);
    const long = parseOutline(titles.map((title, index) => `${index + 1}. ${title}（约300字）`).join('\n'));
    const engine = large(continuingWriter(1), contextLength);
    const { text, bodies } = await write(engine, { ...request, length: 2400 }, long);
    expect(outlineCoverage(text, long.sections).present).toBe(8);
    for (const each of engine.requests) {
      const tokens = await engine.countTokens(conversationOf(each));
      expect(tokens + each.maxTokens).toBeLessThanOrEqual(contextLength);
      expect(conversationOf(each)[0]?.content).toMatch(/^请写一份《/);
    }
    const [, recap = ''] = conversations(engine).at(-1)?.[0]?.content.split('前面几节已经写好') ?? [];
    expect(recap).toContain('标题0：……');
    expect(recap).toContain(bodies[0]?.slice(-20));
  });
});

describe('An engine that cannot go on with an answer', () => {
  it('is asked to, below what was written', async () => {
    const engine = new ScriptedEngine(continuingWriter(1), 100_000, true, false);
    const { text } = await write(engine);
    expect(outlineCoverage(text, outline.sections)).toEqual({ planned: 3, present: 3, extra: 0 });
    for (const conversation of conversations(engine)) {
      expect(conversation.map(({ role }) => role)).toEqual(['user', 'bot', 'user']);
    }
    expect(conversations(engine)[1]?.[2]?.content).toMatch(
      /^请从上文停下的地方接着写“知识库”的正文，约\d+字。/,
    );
  });
});

describe('A draft that stopped half way', () => {
  it('is finished where it stopped, under the sub-heading that it had come to', async () => {
    const whole = await write(large(continuingWriter(1)));
    const [first = '', second = ''] = whole.bodies;
    const partial = second.slice(0, second.indexOf('### （二）工单流转') + 40);
    const stopped = whole.text.slice(0, whole.text.indexOf(second) + partial.length);
    const resuming = large(continuingWriter(1));
    const rest = await write(resuming, request, outline, { bodies: [first], partial });
    const text = stopped + rest.text;
    expect(text.match(/^#.*$/gm)).toEqual(whole.text.match(/^#.*$/gm));
    expect(lengthScore(request.length, countCharacters(text))).toBeGreaterThan(85);
    expect(rest.bodies[0]?.startsWith(partial)).toBe(true);
    const [asked = ''] = begun(resuming);
    expect(asked).toContain(first);
    expect(asked).toContain(partial);
  });

  it('that was written with other sub-headings, or none, gets none twice', async () => {
    const partial = chinese.sentence(900);
    const { bodies } = await write(large(continuingWriter(1)), request, outline, {
      bodies: ['甲。'],
      partial,
    });
    expect(bodies[0]).not.toContain('###');
    expect(countCharacters(bodies[0] ?? '')).toBeGreaterThan(250);
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

  it('is one request, of which the task tells everything, and begins as the document does', async () => {
    const engine = large(continuingWriter(0.4));
    await write(engine, email, piece(300, email.points));
    expect(engine.requests).toHaveLength(1);
    const [task, answer] = conversations(engine)[0] ?? [];
    for (const text of ['会议改期', '改到周五；地点不变', '王经理', '约300字']) {
      expect(task?.content).toContain(text);
    }
    expect(answer?.content).toBe('# 会议改期邮件\n\n尊敬的王经理：\n\n您好！\n\n');
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
});
