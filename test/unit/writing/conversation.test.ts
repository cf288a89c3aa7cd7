import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/engine/engine.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { WritingConversation } from '../../../src/writing/sections/conversation.ts';
import { trainedLayout } from '../../../src/writing/trained/trainedLayout.ts';
import { writeAsked } from '../../support/askedDocument.ts';
import { chinese, proseWriter } from '../support/prose.ts';
import { conversationOf, ScriptedEngine } from '../support/scriptedEngine.ts';

const OUTLINE = { prompt: '拟定大纲', answer: '一、甲\n二、乙' };
const RECAP = '摘录结尾';

function textOf(conversation: Conversation): string {
  return conversation.map(({ role, content }) => `<${role}>${content}`).join('');
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A conversation of `count` sections of 200 characters. */
function conversationOfSections(count: number, contextLength: number) {
  const engine = new ScriptedEngine(() => '', contextLength);
  const conversation = new WritingConversation(engine, trainedLayout(OUTLINE, RECAP), contextLength);
  const bodies = Array.from({ length: count }, (_, index) =>
    Array.from({ length: 10 }, (_, sentence) => chinese.sentence(index * 10 + sentence)).join(''),
  );
  bodies.forEach((answer, index) => {
    conversation.add({ title: `标题${index}`, prompt: `写第${index}节`, answer });
  });
  return { engine, conversation, bodies };
}

describe('WritingConversation', () => {
  it('holds every section whole while they fit', async () => {
    const { conversation, bodies } = conversationOfSections(5, 10_000);
    const asked = await conversation.asking('写下一节', 100);
    expect(asked.filter(({ role }) => role === 'bot').map(({ content }) => content)).toEqual([
      OUTLINE.answer,
      ...bodies,
    ]);
  });

  it('keeps the latest sections whole and the ends of those before', async () => {
    const { conversation, bodies } = conversationOfSections(10, 1500);
    const answers = (await conversation.asking('写下一节', 100)).filter(({ role }) => role === 'bot');
    const [outline, recap = { content: '' }, ...whole] = answers.map(({ content }) => ({ content }));
    expect(outline?.content).toBe(OUTLINE.answer);
    expect(whole.length).toBeGreaterThanOrEqual(1);
    expect(whole.map(({ content }) => content)).toEqual(bodies.slice(-whole.length));
    const lines = recap.content.split('\n');
    expect(lines).toHaveLength(bodies.length - whole.length);
    lines.forEach((line, index) => {
      expect(line.startsWith(`标题${index}：`)).toBe(true);
      expect(line.endsWith(bodies[index]?.slice(-40) ?? '?')).toBe(true);
    });
  });

  it.each([120, 300, 600, 1000])('fits a context of %i tokens', async (contextLength) => {
    const { engine, conversation } = conversationOfSections(20, contextLength);
    const asked = await conversation.asking('写下一节', 50);
    expect((await engine.countTokens(asked)) + 50).toBeLessThanOrEqual(contextLength);
    expect(asked.at(-1)).toEqual({ role: 'user', content: '写下一节' });
  });
});

describe('a document longer than the context', () => {
  const sections = Array.from({ length: 20 }, (_, index) => `${index + 1}. 标题${index}（约500字）`);
  const outline = parseOutline(sections.join('\n'));
  const request = { kind: 'report', topic: '客服升级', points: [], length: 10_000 };

  async function conversations(contextLength: number): Promise<readonly string[]> {
    const engine = new ScriptedEngine(proseWriter(1), contextLength);
    for await (const _ of writeAsked(engine, request, outline, new AbortController().signal));
    for (const each of engine.requests) {
      const tokens = await engine.countTokens(conversationOf(each));
      expect(tokens + each.maxTokens).toBeLessThanOrEqual(contextLength);
    }
    return engine.requests.map((each) => textOf(conversationOf(each)));
  }

  it('begins most conversations as the one before, so that the engine computes only what is new', async () => {
    const asked = await conversations(6000);
    const all = asked.reduce((sum, text) => sum + text.length, 0);
    const computed = asked.reduce(
      (sum, text, index) => sum + text.length - commonPrefix(text, asked[index - 1] ?? ''),
      0,
    );
    expect(computed).toBeLessThan(all / 3);
  });

  it('names every section in each of them', async () => {
    const last = (await conversations(6000)).at(-1) ?? '';
    for (let index = 0; index < 20; index++) expect(last).toContain(`标题${index}`);
  });
});
