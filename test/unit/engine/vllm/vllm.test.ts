import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newChat } from '../../../../src/writing/chat/chat.ts';
import { ChatSession } from '../../../../src/writing/chat/chatSession.ts';
import { complete } from '../../../../src/writing/completion/complete.ts';
import { planSchema } from '../../../../src/writing/instructed/planSchema.ts';
import { revise } from '../../../../src/writing/revision/revise.ts';
import { planAsked, writeAsked } from '../../../support/askedDocument.ts';
import { outlineCoverage } from '../../../support/outlineCoverage.ts';
import { answerOf, ask, connectTo } from '../../support/remoteClient.ts';
import { CONTEXT, PATIENCE, servedModel, usualOptions, VllmServer, vllmIsAbsent } from './vllmServer.ts';

const KEY = 'sk-of-this-test';
const never = new AbortController().signal;

describe.skipIf(vllmIsAbsent())('On a real vLLM', PATIENCE, () => {
  let server: VllmServer;

  beforeAll(async () => {
    server = await VllmServer.start(servedModel, [...usualOptions, '--api-key', KEY]);
  }, PATIENCE.timeout);

  afterAll(() => server?.kill());

  function connect(key: string | undefined = KEY) {
    return connectTo(server.url, { key: async () => key }).engine;
  }

  it('model and context are those that it names, and it goes on with answers', async () => {
    expect(await connect().info()).toMatchObject({
      state: 'ready',
      model: servedModel,
      contextLength: CONTEXT,
      continuesAnswers: true,
    });
  });

  it('the right key is needed', async () => {
    const { error } = await answerOf(connect(''), ask('你好'));
    expect(error).toMatchObject({ code: 'unavailable', why: expect.stringMatching(/^it asks for a key/) });
    const wrong = await answerOf(connect('sk-wrong'), ask('你好'));
    expect(wrong.error).toMatchObject({ why: expect.stringMatching(/^it refuses the key/) });
  });

  it('tokens are counted as its answers count them', async () => {
    const conversation = [{ role: 'user', content: '用一个词回答：天空是什么颜色？' }] as const;
    const engine = connect();
    const { done } = await answerOf(engine, ask('', { input: { conversation }, maxTokens: 8 }));
    expect(await engine.countTokens(conversation)).toBe(done?.usage.promptTokens);
  });

  it('a text beyond its context is refused in its own words', async () => {
    const { error } = await answerOf(connect(), ask('很长的文字。'.repeat(CONTEXT)));
    expect(error).toMatchObject({ code: 'rejected', why: expect.stringContaining(`${CONTEXT}`) });
  });

  it('an answer is held to a schema', async () => {
    const question = '为《客服系统升级总结》写一个提纲。只用JSON回答。';
    const format = planSchema({ sections: 2, points: 2 }, 'zh');
    const { text, done } = await answerOf(connect(), ask(question, { format, maxTokens: 400 }));
    expect(done?.stop).toBe('end');
    const section = { title: expect.any(String), points: expect.any(Array) };
    expect(JSON.parse(text)).toEqual({ sections: [section, section] });
  });

  it('an answer that was begun is gone on with', async () => {
    const conversation = [
      { role: 'user', content: '从一数到十，用顿号隔开。' },
      { role: 'bot', content: '一、二、三、四、' },
    ] as const;
    const sampling = { greedy: true };
    const { text } = await answerOf(connect(), ask('', { input: { conversation }, sampling }));
    expect(text).toMatch(/^五、六、七/);
  });

  it('a document is planned and written to its end', async () => {
    const engine = connect();
    const request = { kind: 'report', topic: '客服系统升级', points: ['知识库'], length: 400, seed: 1 };
    const outline = await planAsked(engine, request, never);
    let text = '';
    let finished = 0;
    for await (const event of writeAsked(engine, request, outline, never)) {
      if (event.type === 'text') text += event.delta;
      if (event.type === 'finished') finished = event.sections;
    }
    const { length } = outline.sections;
    expect(finished).toBe(length);
    expect(outlineCoverage(text, outline.sections)).toEqual({ planned: length, present: length, extra: 0 });
  });

  it('a passage is revised', async () => {
    const text = '今年接了一万二千个电话，满意度提高了。我们做了很多事情，也有一些问题，主要是人手不够。';
    let revised = '';
    for await (const event of revise(connect(), { mode: 'expand', text, seed: 1 }, never)) {
      if (event.type === 'finished') revised = event.text;
    }
    expect(revised).toMatch(/\p{Script=Han}/u);
    expect(revised).not.toBe(text);
  });

  it('the chat knows what was said before', async () => {
    const engine = connect();
    const listener = { changed() {}, text() {}, thinking() {}, save() {}, failed() {} };
    const session = new ChatSession(newChat('vllm'), () => engine, listener);
    await session.ask('我叫李小明，请记住。', []);
    await session.ask('我叫什么名字？', []);
    expect(session.chat.turns.map(({ end }) => end)).toEqual(['end', 'end']);
    expect(session.chat.turns[1]?.answer).toContain('小明');
  });

  it('ghost text goes on with the sentence', async () => {
    const cursor = { before: '# 工作总结\n\n今年，客服中心', after: '', isMarkdown: true };
    const { text } = await complete(connect(), cursor, CONTEXT, never);
    expect(text).toMatch(/^\p{Script=Han}.*[。！]$/u);
  });

  it('eight are answered at once, each what it asked', async () => {
    const engine = connect();
    const numbers = [11, 22, 33, 44, 55, 66, 77, 88];
    const answers = numbers.map((number) =>
      answerOf(engine, ask(`把“编号${number}”这几个字写五遍，每遍一行。`, { sampling: { greedy: true } })),
    );
    await expect.poll(() => server.running(), { timeout: 60_000, interval: 50 }).toBe(8);
    for (const [index, { text, done }] of (await Promise.all(answers)).entries()) {
      expect(text).toContain(String(numbers[index]));
      expect(done).toBeDefined();
    }
  });

  it('a client that leaves in mid-answer ends what is computed for it', async () => {
    const engine = connect();
    const leaving = new AbortController();
    const question = ask('从一数到一千，每个数字写一行，不要省略。', { maxTokens: 3000 });
    for await (const event of engine.stream(question, leaving.signal)) {
      if (event.type === 'text') break;
    }
    await expect.poll(() => server.running(), { timeout: 20_000 }).toBe(0);
    const events = engine.stream(question, leaving.signal);
    const reading = (async () => {
      for await (const event of events) if (event.type === 'text') leaving.abort();
    })();
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await expect.poll(() => server.running(), { timeout: 20_000 }).toBe(0);
  });
});
