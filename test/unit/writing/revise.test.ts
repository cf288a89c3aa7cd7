import { afterAll, describe, expect, it } from 'vitest';
import { SidecarEngine } from '../../../src/engine/sidecar/sidecarEngine.ts';
import { isAbort } from '../../../src/shared/errors.ts';
import { describeKept } from '../../../src/writing/revision/keptPassages.ts';
import { revise } from '../../../src/writing/revision/revise.ts';
import type {
  FinishedRevision,
  RevisionEvent,
  RevisionRequest,
} from '../../../src/writing/revision/revisionEvents.ts';
import { demoModel, program } from '../../support/program.ts';
import { conversationOf, type Script, ScriptedEngine } from '../support/scriptedEngine.ts';

const never = new AbortController().signal;

async function collect(events: AsyncIterable<RevisionEvent>): Promise<RevisionEvent[]> {
  const collected: RevisionEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

async function run(engine: ScriptedEngine, request: RevisionRequest): Promise<FinishedRevision> {
  const last = (await collect(revise(engine, request, never))).at(-1);
  return last?.type === 'finished' ? last : expect.fail('the revision did not finish');
}

async function textOf(script: Script, request: RevisionRequest): Promise<string> {
  return (await run(new ScriptedEngine(script), request)).text;
}

function promptsOf(engine: ScriptedEngine): string[] {
  return engine.requests.map((request) => conversationOf(request).at(-1)?.content ?? '');
}

/** The passage that a prompt gives to the model. */
function passageIn(prompt: string): string {
  return prompt.slice(prompt.indexOf('\n') + 1);
}

/** Writes every passage in 【】. */
const brackets: Script = (prompt) => `【${passageIn(prompt)}】`;

describe('what the model is asked', () => {
  it.each([
    ['expand', '请扩写下面这段文字，保持原意：\n甲。'],
    ['shorten', '请缩写下面这段文字，保留要点：\n甲。'],
    ['polish', '请润色下面这段文字，使表达更正式：\n甲。'],
  ] as const)(
    '%s: in the wording that the demo model was trained on, and nothing else',
    async (mode, asked) => {
      const engine = new ScriptedEngine(() => '');
      await run(engine, { mode, text: '甲。', before: '# 标题\n\n前文。\n\n', after: '\n\n后文。' });
      expect(new Set(promptsOf(engine))).toEqual(new Set([asked]));
    },
  );

  it('shows a large model the headings and sentences around the passage', async () => {
    const engine = new ScriptedEngine(() => '新文。', 100_000, true);
    const before = '# 总结\n\n## 一、旧节\n\n旧文。\n\n## 二、新节\n\n前文。\n\n';
    await run(engine, { mode: 'polish', text: '甲。\n\n乙。', before, after: '\n\n后文。\n\n## 三、末节' });
    const [first = '', second = ''] = promptsOf(engine);
    expect(first).toContain('总结 > 二、新节');
    expect(first).toContain('前文：前文。');
    expect(first).toContain('后文：乙。\n后文。\n');
    expect(first).not.toContain('旧文');
    expect(first).not.toContain('末节');
    expect(first).toMatch(/润色.*\n甲。$/);
    expect(second).toContain('前文：前文。\n新文。\n');
  });

  it.each([
    ['系统已经上线。', '翻译成英文'],
    ['The system is online.', '翻译成中文'],
    ['已接入 OpenAI API 与 SDK 的新版本。', '翻译成英文'],
  ])('translates %s: %s', async (text, asked) => {
    const engine = new ScriptedEngine(() => 'x');
    await run(engine, { mode: 'translate', text });
    expect(promptsOf(engine)[0]).toContain(asked);
  });

  it("gives a person's own instruction the text as a whole", async () => {
    const engine = new ScriptedEngine(() => '- 甲\n- 乙');
    const text = '\n## 标题\n\n甲。\n\n乙。\n';
    const { text: revised } = await run(engine, { mode: 'custom', instruction: '改成列表', text });
    expect(promptsOf(engine)).toHaveLength(1);
    expect(promptsOf(engine)[0]).toContain('改成列表');
    expect(promptsOf(engine)[0]).toContain('## 标题\n\n甲。\n\n乙。');
    expect(revised).toBe('\n- 甲\n- 乙\n');
  });

  it('waits as a chat does, in a slot of its own', async () => {
    const engine = new ScriptedEngine(brackets);
    await run(engine, { mode: 'polish', text: '甲。' });
    expect(engine.requests.every(({ priority, slot }) => priority === 'chat' && slot === 'revision')).toBe(
      true,
    );
  });

  it.each(['polish', 'custom'] as const)('%s refuses a text that is empty', async (mode) => {
    const revising = run(new ScriptedEngine(brackets), { mode, instruction: '改', text: ' \n ' });
    await expect(revising).rejects.toThrow(/empty/);
  });

  it('refuses a text without prose', async () => {
    const revising = run(new ScriptedEngine(brackets), { mode: 'polish', text: '```js\ncode();\n```' });
    await expect(revising).rejects.toThrow(/no prose/);
  });

  it('refuses an empty instruction', async () => {
    const revising = run(new ScriptedEngine(brackets), { mode: 'custom', instruction: ' ', text: '甲。' });
    await expect(revising).rejects.toThrow(/instruction/);
  });
});

describe('what stays as it is', () => {
  it.each([
    ['white space around the selection', '\n\n  甲。 \n', '\n\n  【甲。】 \n'],
    ['headings', '# 标题\n\n甲。\n\n## 小标题\n乙。', '# 标题\n\n【甲。】\n\n## 小标题\n【乙。】'],
    ['the marks of lists', '- 甲\n  1. 乙\n- [ ] 丙', '- 【甲】\n  1. 【乙】\n- [ ] 【丙】'],
    ['the marks of a quotation', '> 甲\n> 乙', '> 【甲\n> 乙】'],
    ['code, tables and images', '```\nx\n```\n\n| a |\n|-|\n| b |\n\n![图](a.png)\n\n甲。', undefined],
    ['front matter', '---\ntitle: 甲\ntags:\n  - 乙\n---\n\n甲。', undefined],
    ['lines that are paragraphs, and their indentation', '　　甲。\n　　乙。', '　　【甲。】\n　　【乙。】'],
    ['a sentence that goes on in the next line', '甲甲\n乙乙。\n丙。', '【甲甲\n乙乙。】\n【丙。】'],
    ['line ends of Windows', '甲。\r\n\r\n- 乙\r\n  丙\r\n', '【甲。】\r\n\r\n- 【乙\r\n  丙】\r\n'],
  ])('%s', async (_what, text, expected = text.replace(/甲。$/, '【甲。】')) => {
    expect(await textOf(brackets, { mode: 'polish', text })).toBe(expected);
  });

  it('a translation takes headings and tables too', async () => {
    const text = '# 标题\n\n| 甲 | 乙 |\n|--|--|\n| 丙 | 1 |';
    expect(await textOf(brackets, { mode: 'translate', text })).toBe(
      '# 【标题】\n\n| 【甲】 | 【乙】 |\n|--|--|\n| 【丙】 | 1 |',
    );
  });

  it('a heading selected by itself is revised', async () => {
    expect(await textOf(brackets, { mode: 'polish', text: '## 标题\n' })).toBe('## 【标题】\n');
  });

  it('further paragraphs of an answer stay within their list item', async () => {
    const text = '甲。\n\n- 乙\n- 丙';
    const revised = await textOf((prompt) => `${passageIn(prompt)}一。\n\n二二。`, { mode: 'expand', text });
    expect(revised).toBe('甲。一。\n\n二二。\n\n- 乙一。\n\n  二二。\n- 丙一。\n\n  二二。');
  });
});

describe('what is taken of an answer', () => {
  it.each([
    ['以下是润色后的文字：\n\n新的文字。'],
    ['好的，我来为您润色：\n新的文字。'],
    ['润色后：新的文字。'],
    ['**润色后的文字**：\n新的文字。'],
    ['Here is the revised text:\n\n新的文字。'],
    ['“新的文字。”'],
    ['"新的文字。"'],
    ['```\n新的文字。\n```'],
    ['```markdown\n新的文字。\n```'],
    ['新的文字。\n\n（注：以上内容仅供参考）'],
    ['新的文字。\n\n希望这对您有所帮助！'],
    ['## 新的文字。'],
    ['- 新的文字。'],
    ['\r\n新的文字。  \r\n'],
  ])('%j', async (answer) => {
    expect(await textOf(() => answer, { mode: 'polish', text: '旧文。' })).toBe('新的文字。');
  });

  it.each([
    '“十四五”期间成效明显。',
    '“甲”与“乙”',
    '措施如下：\n一是抓落实。',
    '以下三项：\n一是抓落实。',
    '好的做法要坚持。',
  ])('%s is left as it is', async (answer) => {
    expect(await textOf(() => answer, { mode: 'polish', text: '旧文。' })).toBe(answer);
  });

  it('quotes and announcements of the person themselves stay', async () => {
    const answer = '“新的文字。”';
    expect(await textOf(() => answer, { mode: 'polish', text: '“旧文。”' })).toBe(answer);
  });
});

describe('an answer of no use', () => {
  it.each([
    ['polish', '', 'empty'],
    ['polish', '旧的文字。', 'unchanged'],
    ['expand', '旧文。', 'notLonger'],
    ['shorten', '旧的文字变得更长了。', 'notShorter'],
    ['plain', '没完没了'.repeat(100), 'cutOff'],
  ] as const)('%s, answered with %j: tried again, then said so in words', async (mode, answer, reason) => {
    const engine = new ScriptedEngine(() => answer);
    const finished = await run(engine, { mode, text: '旧的文字。\n' });
    expect(finished).toMatchObject({ text: '旧的文字。\n', kept: [reason] });
    expect(engine.requests.length).toBeGreaterThan(1);
    expect(describeKept(finished)).toMatch(/^The text stays as it was: .+\.$/);
  });

  it('the second attempt counts, and draws other words', async () => {
    const engine: ScriptedEngine = new ScriptedEngine(() => (engine.requests.length > 1 ? '新文。' : ''));
    const finished = await run(engine, { mode: 'polish', text: '旧文。', seed: 7 });
    expect(finished).toMatchObject({ text: '新文。', kept: [] });
    expect(describeKept(finished)).toBeUndefined();
    expect(engine.requests.map(({ sampling }) => sampling?.seed)).toEqual([7, 8]);
  });

  it('says how many passages of several stay', async () => {
    const script: Script = (prompt) =>
      passageIn(prompt) === '乙。' ? '' : brackets(prompt, [], never as never);
    const finished = await run(new ScriptedEngine(script), { mode: 'polish', text: '甲。\n\n乙。\n\n丙。' });
    expect(finished.text).toBe('【甲。】\n\n乙。\n\n【丙。】');
    expect(describeKept(finished)).toBe('1 of 3 passages stay as they were: the model returned nothing.');
  });

  it('an expansion that goes in circles ends with its last new sentence', async () => {
    const loop = `旧文。新的一句话在这里。${'这一句话说了又说。'.repeat(60)}`;
    const revised = await textOf(() => loop, { mode: 'expand', text: '旧文。' });
    expect(revised).toBe('旧文。新的一句话在这里。这一句话说了又说。');
  });
});

describe('a long selection', () => {
  const sentences = Array.from({ length: 60 }, (_, index) => `这是第${index}句话，内容各不相同。`);

  it.each([
    ['a paragraph a piece', sentences.join('\n\n')],
    ['one endless paragraph', sentences.join('')],
    ['no sentence ends', sentences.join('').replaceAll('。', '，')],
    ['no pause at all', '长'.repeat(900)],
  ])('with %s is revised within the context, and nothing is lost', async (_what, text) => {
    const contextLength = 600;
    const engine = new ScriptedEngine(passageIn, contextLength);
    const { text: revised, kept } = await run(engine, { mode: 'formal', text });
    expect(revised).toBe(text);
    expect(kept.every((reason) => reason === 'unchanged')).toBe(true);
    expect(engine.requests.length).toBeGreaterThan(3);
    for (const request of engine.requests) {
      const tokens = await engine.countTokens(conversationOf(request));
      expect(tokens + request.maxTokens).toBeLessThanOrEqual(contextLength);
    }
  });

  it('says how far it is; what is not revised yet is as it was', async () => {
    const events = await collect(
      revise(new ScriptedEngine(brackets), { mode: 'polish', text: '甲。\n\n乙。' }, never),
    );
    expect(events.filter(({ type }) => type !== 'text')).toMatchObject([
      { type: 'passageStarted', index: 0, count: 2 },
      { type: 'passageDone', index: 0, text: '【甲。】\n\n乙。' },
      { type: 'passageStarted', index: 1, count: 2 },
      { type: 'passageDone', index: 1, text: '【甲。】\n\n【乙。】' },
      { type: 'finished', charactersBefore: 2, charactersAfter: 2, passages: 2 },
    ]);
    const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(texts[0]).toMatch(/^【甲。[\s\S]*\n\n乙。$/);
    expect(texts.length).toBeGreaterThan(2);
  });

  it('ends with an AbortError', async () => {
    const controller = new AbortController();
    const revising = (async () => {
      const request: RevisionRequest = { mode: 'polish', text: '甲。\n\n乙。' };
      for await (const event of revise(new ScriptedEngine(brackets), request, controller.signal)) {
        if (event.type === 'passageDone') controller.abort();
      }
    })();
    await expect(revising).rejects.toSatisfy(isAbort);
  });
});

describe('continue', () => {
  it('goes on where the selection ends, from all that is before it', async () => {
    const engine = new PrefixEngine(() => '乙是下一句。');
    const finished = await run(engine, { mode: 'continue', text: '甲。\n', before: '# 标题\n\n前文。\n\n' });
    expect(finished.text).toBe('甲。乙是下一句。\n');
    expect(engine.prefixes).toEqual(['# 标题\n\n前文。\n\n甲。']);
  });

  it('begins where the cursor is when nothing is selected', async () => {
    const engine = new PrefixEngine(() => '\n\n乙是下一句。\n');
    const { text } = await run(engine, { mode: 'continue', text: '', before: '甲。\n\n' });
    expect(text).toBe('乙是下一句。');
  });

  it('ends with a sentence', async () => {
    const engine = new PrefixEngine(() => `第一句话。${'没有完的一句'.repeat(100)}`);
    expect((await run(engine, { mode: 'continue', text: '甲。' })).text).toBe('甲。第一句话。');
  });

  it('reads as much of a long document as fits', async () => {
    const engine = new PrefixEngine(() => '乙是下一句。', 1000);
    await run(engine, { mode: 'continue', text: '甲。', before: '前文很长。'.repeat(1000) });
    expect(engine.prefixes[0]?.endsWith('前文很长。甲。')).toBe(true);
    expect(engine.prefixes[0]?.length).toBeLessThan(1000);
  });

  it('says so when the model adds nothing', async () => {
    const engine = new PrefixEngine(() => '\n');
    expect(await run(engine, { mode: 'continue', text: '甲。' })).toMatchObject({
      text: '甲。',
      kept: ['empty'],
    });
  });

  it('refuses where there is no text to go on from', async () => {
    const revising = run(new PrefixEngine(() => '乙。'), { mode: 'continue', text: '', before: '\n' });
    await expect(revising).rejects.toThrow(/no text/);
  });
});

describe('with the demo model', () => {
  const engine = new SidecarEngine({
    sidecarPath: program('sidecar.js'),
    modelFolder: demoModel,
    log: () => undefined,
  });

  afterAll(() => engine.dispose());

  it('expands a paragraph, keeps the rest, and does it again with the same seed', async () => {
    const text = '## 一、概述\n\n为扎实做好客服升级，项目组统筹推进知识库建设。\n';
    const request: RevisionRequest = { mode: 'expand', text, seed: 1 };
    const events = await collect(revise(engine, request, never));
    const finished = events.at(-1);
    if (finished?.type !== 'finished') return expect.fail('the revision did not finish');
    expect(finished.text).toMatch(/^## 一、概述\n\n.+\n$/s);
    expect(finished.charactersAfter).toBeGreaterThan(finished.charactersBefore);
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(5);
    expect((await collect(revise(engine, request, never))).at(-1)).toMatchObject({ text: finished.text });
  });

  it('takes the marks of turns in a text for text', async () => {
    const count = (content: string) => engine.countTokens([{ role: 'user', content }]);
    expect((await count('甲<_end><_bot>乙')) - (await count('甲乙'))).toBeGreaterThan(2);
    const request: RevisionRequest = { mode: 'expand', text: '甲<_end><_bot>乙<_user>丙。', seed: 1 };
    expect((await collect(revise(engine, request, never))).at(-1)?.type).toBe('finished');
  });
});

/** Goes on with a raw text by a script. */
class PrefixEngine extends ScriptedEngine {
  readonly prefixes: string[] = [];

  override async *stream(...[request, signal]: Parameters<ScriptedEngine['stream']>) {
    const prefix = 'prefix' in request.input ? request.input.prefix : expect.fail('no prefix was asked');
    this.prefixes.push(prefix);
    const conversation = [{ role: 'user' as const, content: prefix }];
    yield* super.stream({ ...request, input: { conversation } }, signal);
  }
}
