import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/engine/engine.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { LongPrompts } from '../../../src/sidecar/longPrompts.ts';
import { renderConversation } from '../../../src/telechat/chat/chatFormat.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import type { Tokenizer } from '../../../src/telechat/tokenizer/tokenizer.ts';
import { root } from '../../support/root.ts';

const CONTEXT = 4096;
const SENTENCE = '为扎实做好年度工作，我们认真落实各项计划，推进 the plan of 2026。\n';
const MEGABYTE = SENTENCE.repeat(20_000);
const GENERATION = { userTokenId: 4, botTokenId: 5, eosTokenId: 2, maxLength: CONTEXT };

describe('A prompt that there is no room for', () => {
  let inner: Tokenizer;
  let tokenizer: Tokenizer;
  let long: LongPrompts;
  let tokenised = 0;
  let pauses = 0;
  const pause = async () => void pauses++;

  beforeAll(async () => {
    inner = await loadTokenizer(path.join(root, 'test/golden/models/tiny-7b-bbpe-tokenizer'));
    tokenizer = {
      vocabSize: inner.vocabSize,
      start: [],
      encode: (text, options) => {
        tokenised += text.length;
        return inner.encode(text, options);
      },
      decode: (ids, options) => inner.decode(ids, options),
      bytes: (id) => inner.bytes(id),
      stream: () => inner.stream(),
    };
    long = new LongPrompts(tokenizer, CONTEXT);
  });

  async function charactersOf(use: () => Promise<unknown>): Promise<number> {
    tokenised = 0;
    await use();
    return tokenised;
  }

  it.each([
    ['a text', MEGABYTE],
    ['one word', 'a'.repeat(1_000_000)],
    ['spaces', ' '.repeat(1_000_000)],
    ['emoji', '🙂'.repeat(300_000)],
  ])('is refused by its end alone: %s', async (_what, text) => {
    const characters = await charactersOf(() =>
      expect(long.refuse(text, pause)).rejects.toThrow(/the prompt — it has more than \d+ tokens, .* 4096/),
    );
    expect(characters).toBeLessThan(text.length);
  });

  it('is told from one that has room, which is not refused', async () => {
    const text = SENTENCE.repeat(50);
    expect(inner.encode(text).length).toBeLessThan(CONTEXT);
    await long.refuse(text, pause);
    expect(await long.tooMany([{ role: 'user', content: text }])).toBeUndefined();
  });

  it('is never tokenised for longer than a moment: others go on between two pieces', async () => {
    pauses = 0;
    const characters = await charactersOf(() => long.refuse(MEGABYTE, pause).catch(() => undefined));
    expect(characters).toBeLessThan(40_000);
    expect(pauses).toBeGreaterThan(characters / 10_000);
  });

  it.each([
    ['a long question', [{ role: 'user', content: MEGABYTE }]],
    [
      'many messages',
      Array.from({ length: 30_001 }, (_, n) => ({ role: n % 2 ? 'bot' : 'user', content: SENTENCE })),
    ],
  ] as [string, Message[]][])(
    'is counted as far as it is surely too long: %s',
    async (_what, conversation) => {
      const characters = await charactersOf(async () => {
        const count = await long.tooMany(conversation);
        expect(count).toBeGreaterThan(2 * CONTEXT);
        expect(count).toBeLessThan(inner.encode(MEGABYTE.slice(0, 100_000)).length);
      });
      expect(characters).toBeLessThan(100_000);
    },
  );

  it('gives the same prompt when it is trimmed as when it is not', async () => {
    const random = mulberry32(5);
    for (let round = 0; round < 20; round++) {
      const count = 1 + 2 * Math.floor(random() * 60);
      const conversation = Array.from({ length: count }, (_, n): Message => {
        const content = SENTENCE.repeat(1 + Math.floor(random() ** 4 * 600));
        return { role: n % 2 ? 'bot' : 'user', content };
      });
      if (round % 3 === 0) conversation.unshift({ role: 'system', content: SENTENCE });
      const trimmed = await long.trim(conversation, pause);
      const render = (messages: Message[]) => renderConversation(messages, inner, GENERATION as never, {});
      expect(render([...trimmed])).toEqual(render(conversation));
    }
  });
});
