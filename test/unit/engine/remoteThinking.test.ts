import { afterEach, describe, expect, it } from 'vitest';
import type { EngineError } from '../../../src/engine/engineError.ts';
import {
  chatEvents,
  event,
  type Handler,
  inTurn,
  json,
  ModelServer,
  models,
  stream,
} from '../support/modelServer.ts';
import { answerOf, ask, connectTo } from '../support/remoteClient.ts';

const CHAT = '/v1/chat/completions';
/** A server whose prompts open the thinking, as vLLM shows them. */
const OPENING = {
  '/tokenize': json({ count: 3, tokens: [1, 2, 3], max_model_len: 8192 }),
  '/detokenize': json({ prompt: '<_bot><think>\n' }),
};

let server: ModelServer;

async function serve(handlers: Record<string, Handler>): Promise<string> {
  server = await ModelServer.start({ '/v1/models': models('TeleChat3-36B-Thinking'), ...handlers });
  return server.url;
}

afterEach(() => server?.close());

/** Answers that reason in a field of their own, and end as said. */
function reasoning(
  field: string,
  thoughts: readonly string[],
  texts: readonly string[],
  finish = 'stop',
): string[] {
  const think = (thought: string) => event({ choices: [{ delta: { [field]: thought, content: null } }] });
  return [...thoughts.map(think), ...chatEvents(texts, finish)];
}

function askedBodies() {
  return server.to(CHAT).map(({ body }) => body);
}

describe('A remote engine and a model that thinks', () => {
  it.each(['reasoning_content', 'reasoning'])('tells apart what the server sends as %s', async (field) => {
    const url = await serve({ [CHAT]: stream(reasoning(field, ['想', '想。'], ['答', '案。'])) });
    const answer = await answerOf(connectTo(url).engine, ask('一', { thinking: true }));
    expect(answer).toMatchObject({ thinking: '想想。', text: '答案。', done: { stop: 'end' } });
  });

  it('tells apart what comes between tags, split as they may be, and stop strings count only after it', async () => {
    const pieces = ['<thi', 'nk>先写\n# 标题</th', 'ink>\n\n', '正文\n', '# 下一节'];
    const url = await serve({ [CHAT]: stream(chatEvents(pieces)) });
    const answer = await answerOf(connectTo(url).engine, ask('一', { thinking: true, stop: ['\n#'] }));
    expect(answer).toMatchObject({ thinking: '先写\n# 标题', text: '正文', done: { stop: 'stop' } });
    expect(askedBodies()[0]).not.toHaveProperty('stop');
  });

  it('asks for it with tokens of its own, and for an answer without it otherwise', async () => {
    const url = await serve({ [CHAT]: stream(chatEvents(['好'])) });
    const { engine } = connectTo(url, { thinkingBudget: () => 1000 });
    await answerOf(engine, ask('一', { thinking: true, maxTokens: 100, stop: ['x'] }));
    await answerOf(engine, ask('一', { maxTokens: 100, stop: ['x'] }));
    const [thinking, plain] = askedBodies();
    expect(thinking).toMatchObject({ max_tokens: 1100, chat_template_kwargs: { enable_thinking: true } });
    const kwargs = { enable_thinking: false };
    expect(plain).toMatchObject({ max_tokens: 100, stop: ['x'], chat_template_kwargs: kwargs });
  });

  it('asks never for it where the person allows no tokens, and for no more than the context holds', async () => {
    const url = await serve({ [CHAT]: stream(chatEvents(['好'])) });
    let budget = 0;
    const { engine } = connectTo(url, { thinkingBudget: () => budget });
    await answerOf(engine, ask('一', { thinking: true, maxTokens: 100 }));
    budget = 100_000;
    await answerOf(engine, ask('一', { thinking: true, maxTokens: 100 }));
    const [never, capped] = askedBodies();
    expect(never).toMatchObject({ max_tokens: 100, chat_template_kwargs: { enable_thinking: false } });
    expect(capped?.max_tokens).toBeGreaterThan(8000);
    expect(capped?.max_tokens).toBeLessThan(8192);
  });

  it('leaves the wish out where the server refuses it', async () => {
    const refusal = json({ error: { message: 'Unknown field: chat_template_kwargs' } }, 400);
    const url = await serve({ [CHAT]: inTurn(refusal, stream(chatEvents(['好']))) });
    expect((await answerOf(connectTo(url).engine, ask('一'))).text).toBe('好');
    expect(askedBodies()[1]).not.toHaveProperty('chat_template_kwargs');
  });

  it('asks again with more room when all was thinking, and gives it at once from then on', async () => {
    const allThought = stream(reasoning('reasoning_content', ['想啊想'], [], 'length'));
    const answered = stream(reasoning('reasoning_content', ['想好了'], ['答。']));
    const url = await serve({ [CHAT]: inTurn(allThought, answered) });
    const { engine } = connectTo(url, { thinkingBudget: () => 500 });
    const answer = await answerOf(engine, ask('一', { maxTokens: 100 }));
    expect(answer).toMatchObject({ thinking: '想啊想\n\n想好了', text: '答。', done: { stop: 'end' } });
    await answerOf(engine, ask('二', { maxTokens: 100 }));
    expect(askedBodies().map(({ max_tokens }) => max_tokens)).toEqual([100, 600, 600]);
  });

  it('says so when all was thinking a second time', async () => {
    const url = await serve({ [CHAT]: stream(reasoning('reasoning_content', ['想啊想'], [], 'length')) });
    const { engine, states } = connectTo(url);
    const { text, done, error } = await answerOf(engine, ask('一', { thinking: true }));
    expect([text, done, (error as EngineError).code]).toEqual(['', undefined, 'unanswered']);
    expect((error as EngineError).message).toContain('telechat.thinking.budget');
    expect(server.to(CHAT)).toHaveLength(2);
    expect(states).toEqual(['starting', 'ready']);
  });

  it('sees in the prompt of vLLM that the answer begins within the thinking', async () => {
    const url = await serve({
      ...OPENING,
      [CHAT]: stream(chatEvents(['想。\n</', 'think>\n\n', '答。'])),
    });
    const answer = await answerOf(connectTo(url).engine, ask('一', { thinking: true }));
    expect(answer).toMatchObject({ thinking: '想。\n', text: '答。' });
    expect(server.to('/detokenize')[0]?.body).toMatchObject({ tokens: [1, 2, 3] });
  });

  it('takes an answer without thinking for one where the server has told thinking apart before', async () => {
    const apart = stream(reasoning('reasoning', ['想。'], ['答。']));
    const url = await serve({ ...OPENING, [CHAT]: inTurn(apart, stream(chatEvents(['直接答。']))) });
    const { engine } = connectTo(url);
    expect(await answerOf(engine, ask('一', { thinking: true }))).toMatchObject({
      thinking: '想。',
      text: '答。',
    });
    const direct = await answerOf(engine, ask('二', { thinking: true }));
    expect(direct).toMatchObject({ thinking: '', text: '直接答。', done: { stop: 'end' } });
  });

  it.each([
    ['thinking', reasoning('reasoning', ['后', '半。'], [])],
    ['an answer', chatEvents(['后', '半。'])],
  ])(
    'takes the rest of an answer that was begun for what it is where vLLM takes it for %s',
    async (_what, rest) => {
      const thought = stream(reasoning('reasoning', ['想。'], ['答。']));
      const url = await serve({ ...OPENING, [CHAT]: inTurn(thought, stream(rest)) });
      const { engine } = connectTo(url);
      await answerOf(engine, ask('一'));
      const conversation = [
        { role: 'user', content: '一' },
        { role: 'bot', content: '前半，' },
      ] as const;
      const answer = await answerOf(engine, ask('', { input: { conversation }, maxTokens: 100 }));
      expect(answer).toMatchObject({ thinking: '', text: '后半。', done: { stop: 'end' } });
      expect(askedBodies().at(-1)).toMatchObject({ max_tokens: 100, continue_final_message: true });
    },
  );

  it('learns it from the first answer of a server that shows no prompt, and fails that one', async () => {
    const url = await serve({ [CHAT]: stream(chatEvents(['想。\n', '</think>\n\n', '答。'])) });
    const { engine } = connectTo(url);
    expect(((await answerOf(engine, ask('一'))).error as EngineError).code).toBe('unanswered');
    expect(await answerOf(engine, ask('一'))).toMatchObject({ thinking: '想。\n', text: '答。' });
  });
});
