import { afterEach, expect, it } from 'vitest';
import type { Service } from '../../../src/service/service.ts';
import { collect, openaiClient, post, serve } from '../../support/service.ts';
import { answerOf, ask, connectTo } from '../support/remoteClient.ts';
import { ScriptedEngine } from '../support/scriptedEngine.ts';

let service: Service;

/** A service whose model thinks before it answers. */
async function served(): Promise<ScriptedEngine> {
  const engine = new ScriptedEngine(() => '答案。');
  engine.thoughts = '想一想。';
  service = await serve(engine);
  return engine;
}

afterEach(() => service.close());

const asked = { model: 'script', messages: [{ role: 'user' as const, content: '问' }] };

it('OpenAI’s interface gives the thinking apart from the answer', async () => {
  await served();
  const { chat } = openaiClient(service);
  const whole = await chat.completions.create(asked);
  expect(whole.choices[0]?.message).toMatchObject({ content: '答案。', reasoning_content: '想一想。' });
  const chunks = await collect(await chat.completions.create({ ...asked, stream: true }));
  const deltas = chunks.map(({ choices }) => choices[0]?.delta as Record<string, string> | undefined);
  expect(deltas.map((delta) => delta?.reasoning_content ?? '').join('')).toBe('想一想。');
  expect(deltas.map((delta) => delta?.content ?? '').join('')).toBe('答案。');
});

it('OpenAI’s interface has the model think unless the caller says otherwise, within max_tokens', async () => {
  const engine = await served();
  await post(service, '/v1/chat/completions', { ...asked, max_tokens: 50 });
  await post(service, '/v1/chat/completions', { ...asked, chat_template_kwargs: { enable_thinking: false } });
  expect(engine.requests).toMatchObject([
    { thinking: true, thinkingTokens: 0, maxTokens: 50 },
    { thinking: false, thinkingTokens: 0 },
  ]);
});

it('an editor elsewhere that uses the service gets it apart, and asks for it or not', async () => {
  const engine = await served();
  const remote = connectTo(service.url).engine;
  const answer = await answerOf(remote, ask('问', { thinking: true }));
  expect(answer).toMatchObject({ thinking: '想一想。', text: '答案。' });
  await answerOf(remote, ask('问'));
  expect(engine.requests.map(({ thinking }) => thinking)).toEqual([true, false]);
});

it('TeleChat’s own interface leaves it out', async () => {
  await served();
  const reply = await post(service, '/telechat/gptDialog/v2', { dialog: [{ role: 'user', content: '问' }] });
  expect(await reply.text()).toBe('答案。');
});
