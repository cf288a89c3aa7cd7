import { describe, expect, it } from 'vitest';
import type { EngineInfo } from '../../../../src/engine/engine.ts';
import { type Chat, newChat, withLastTurn, withQuestion } from '../../../../src/writing/chat/chat.ts';
import { answerTokensFor, countChatTokens, fitContext } from '../../../../src/writing/chat/chatContext.ts';
import { ScriptedEngine } from '../../support/scriptedEngine.ts';

/** One character is one token, so the room for a prompt is 300. */
const CONTEXT = 400;
const ROOM = 300;

const engine = new ScriptedEngine(() => '', CONTEXT);
const model = await engine.info();
const instructed: EngineInfo = { ...model, followsInstructions: true };

/** A chat of answered turns, 50 characters each, whose last question waits. */
function chatOf(answered: number): Chat {
  let chat = newChat('c');
  for (let turn = 0; turn < answered; turn++) {
    chat = withQuestion(chat, String(turn).padEnd(10, '问'), []);
    chat = withLastTurn(chat, { answer: '答'.repeat(40), end: 'end' });
  }
  return withQuestion(chat, '最后的问题', []);
}

describe('What a chat sends to the model', () => {
  it('is the whole conversation while it fits', async () => {
    const { conversation, forgotten, tokens } = await fitContext(engine, model, chatOf(5));
    expect(forgotten).toBe(0);
    expect(tokens).toBe(255);
    expect(conversation.map(({ role }) => role)).toEqual([...Array(5).fill(['user', 'bot']).flat(), 'user']);
    expect(conversation.at(-1)?.content).toBe('最后的问题');
  });

  it('loses its oldest whole turns when the context is full, several at a time', async () => {
    const { conversation, forgotten, tokens } = await fitContext(engine, model, chatOf(6));
    expect(forgotten).toBe(3);
    expect(tokens).toBeLessThanOrEqual(ROOM * 0.6);
    expect(conversation[0]?.content).toBe('3'.padEnd(10, '问'));
  });

  it('begins as the last time until it is full again, so that the KV cache is kept', async () => {
    const first = await fitContext(engine, model, chatOf(6));
    const second = await fitContext(engine, model, { ...chatOf(7), forgotten: first.forgotten });
    expect(second.forgotten).toBe(first.forgotten);
    expect(second.conversation.slice(0, first.conversation.length - 1)).toEqual(
      first.conversation.slice(0, -1),
    );
  });

  it('leaves out questions that were never answered', async () => {
    const failed = withLastTurn(chatOf(0), { end: 'failed', error: 'x' });
    const { conversation } = await fitContext(engine, model, withQuestion(failed, '再问', []));
    expect(conversation).toEqual([{ role: 'user', content: '再问' }]);
  });

  it('is refused when the question alone does not fit, with what to take away', async () => {
    const long = withQuestion(newChat('c'), '问'.repeat(301), []);
    await expect(fitContext(engine, model, long)).rejects.toThrow(
      'its 301 tokens do not fit: the model has room for 300',
    );
    const material = withQuestion(newChat('c'), '问', [{ name: 'a.md', text: '文'.repeat(400) }]);
    await expect(fitContext(engine, model, material)).rejects.toThrow('take material off');
  });

  it('leaves a quarter of the context to the answer, at most 4096 tokens', () => {
    expect(answerTokensFor(CONTEXT)).toBe(100);
    expect(answerTokensFor(100_000)).toBe(4096);
  });
});

describe('Attached material', () => {
  const chat = withQuestion(newChat('c'), '总结一下', [{ name: '报告.md', text: '第一季度完成。' }]);

  it('stands before the question, under its name, for a model that follows instructions', async () => {
    const { conversation } = await fitContext(engine, instructed, chat);
    expect(conversation[0]?.content).toBe(
      '参考材料：\n\n【报告.md】\n第一季度完成。\n\n请结合以上材料回答：\n总结一下',
    );
  });

  it('follows the question for the demo model, which was trained so', async () => {
    const { conversation } = await fitContext(engine, model, chat);
    expect(conversation[0]?.content).toBe('总结一下\n第一季度完成。');
  });

  it('is counted before it is sent', async () => {
    const counted = await countChatTokens(
      engine,
      model,
      newChat('c'),
      '总结一下',
      chat.turns[0]?.materials ?? [],
    );
    expect(counted).toBe('总结一下\n第一季度完成。'.length);
    expect(await countChatTokens(engine, model, chatOf(0), '', [])).toBe(1);
  });
});
