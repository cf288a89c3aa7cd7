import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import { readJson } from '../../src/shared/files/jsonFile.ts';
import type { Message } from '../../src/shared/model/message.ts';
import { renderConversation } from '../../src/telechat/chat/chatFormat.ts';
import { loadChatTemplate } from '../../src/telechat/chat/chatTemplate.ts';
import { parseGenerationConfig } from '../../src/telechat/layout/generationJson.ts';
import type { GenerationConfig } from '../../src/telechat/network/generationConfig.ts';
import { loadTokenizer } from '../../src/telechat/tokenizer/load.ts';
import type { Tokenizer } from '../../src/telechat/tokenizer/tokenizer.ts';
import { goldenPath, goldenVectors, officialTokenizer } from '../support/golden.ts';

interface Case {
  readonly name: string;
  readonly question: string;
  readonly history: readonly Message[];
  readonly kwargs: { readonly max_length?: number; readonly max_new_tokens?: number };
  readonly seq_length: number;
  readonly prompt_ids?: readonly number[];
}

interface Vectors {
  readonly cases: readonly Case[];
  readonly streaming: {
    readonly cases: readonly {
      readonly name: string;
      readonly ids: readonly number[];
      readonly full_decode: string;
    }[];
  };
}

const { cases, streaming } = goldenVectors<Vectors>('chat-format');
const rendered = cases.filter(({ prompt_ids: ids }) => ids !== undefined);
const refused = cases.filter(({ prompt_ids: ids }) => ids === undefined);

describe('the official chat format', () => {
  let tokenizer: Tokenizer;
  let generation: GenerationConfig;
  beforeAll(async () => {
    tokenizer = officialTokenizer();
    generation = parseGenerationConfig(await readJson(goldenPath('official/12B/generation_config.json'), ''));
  });

  function render({ question, history, kwargs, seq_length: seqLength }: Case, official: boolean): number[] {
    const { max_length: maxLength, max_new_tokens: maxNewTokens } = kwargs;
    return renderConversation([...history, { role: 'user', content: question }], tokenizer, generation, {
      seqLength,
      official,
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(maxNewTokens === undefined ? {} : { maxNewTokens }),
    });
  }

  it.each(rendered)('renders $name to the same ids', (vector) => {
    expect(render(vector, true)).toEqual(vector.prompt_ids);
  });

  it.each(refused)('refuses $name', (vector) => {
    expect(() => render(vector, true)).toThrow(UserError);
    expect(() => render(vector, false)).toThrow(UserError);
  });

  it('is what a conversation without marker texts renders to by default when it fits', () => {
    const fitting = rendered.filter(
      ({ kwargs, name }) => Object.keys(kwargs).length === 0 && !/special/.test(name),
    );
    expect(fitting.length).toBeGreaterThan(3);
    for (const vector of fitting) expect(render(vector, false)).toEqual(vector.prompt_ids);
  });

  it.each(streaming.cases)(
    'streams the answer $name without splitting a character',
    ({ ids, full_decode: text }) => {
      const stream = tokenizer.stream();
      expect(ids.map((id) => stream.push(id)).join('') + stream.flush()).toBe(text);
    },
  );
});

describe('the default chat format', () => {
  const END_MARKERS = new Set([20, 21, 2]);
  let tokenizer: Tokenizer;
  let generation: GenerationConfig;
  beforeAll(async () => {
    tokenizer = officialTokenizer();
    generation = parseGenerationConfig(await readJson(goldenPath('official/12B/generation_config.json'), ''));
  });

  const turn = (n: number): Message[] => [
    { role: 'user', content: `问题${n}：今天吃什么` },
    { role: 'bot', content: `回答${n}：吃面条` },
  ];

  it('never exceeds the limit and starts with a whole turn', () => {
    const conversation: Message[] = [0, 1, 2, 3, 4, 5].flatMap(turn);
    conversation.push({ role: 'user', content: '最后一问' });
    const whole = renderConversation(conversation, tokenizer, generation);
    for (let maxLength = 6; maxLength <= whole.length; maxLength++) {
      const prompt = renderConversation(conversation, tokenizer, generation, { maxLength });
      expect(prompt.length).toBeLessThanOrEqual(maxLength);
      expect(prompt[0]).toBe(generation.userTokenId);
      expect(whole.slice(-prompt.length)).toEqual(prompt);
    }
  });

  it('keeps the end of a question that is too long', () => {
    const ids = tokenizer.encode('一二三四五六七八九十'.repeat(20));
    const prompt = renderConversation(
      [{ role: 'user', content: '一二三四五六七八九十'.repeat(20) }],
      tokenizer,
      generation,
      { maxLength: 12 },
    );
    expect(prompt).toEqual([20, ...ids.slice(-10), 21]);
  });

  it('keeps markers that people wrote as text', () => {
    const written = '请解释<_user>和<_bot>以及<_end><_start><_pad><_system><reserve1>的含义';
    const prompt = renderConversation([{ role: 'user', content: written }], tokenizer, generation);
    expect(prompt.filter((id) => END_MARKERS.has(id))).toEqual([20, 21]);
    expect(tokenizer.decode(prompt.slice(1, -1))).toBe(written);
  });

  it('leaves an answer open that the conversation ends with, and makes room for it', () => {
    const [question, answer] = turn(0) as [Message, Message];
    const begun = tokenizer.encode(answer.content);
    const asked = renderConversation([question], tokenizer, generation);
    expect(renderConversation(turn(0), tokenizer, generation)).toEqual([...asked, ...begun]);
    const maxLength = asked.length + begun.length;
    const prompt = renderConversation([...turn(1), ...turn(0)], tokenizer, generation, { maxLength });
    expect(prompt).toEqual([...asked, ...begun]);
  });

  it('asks for a question where there is none', () => {
    const alone: Message[] = [{ role: 'bot', content: '好' }];
    expect(() => renderConversation(alone, tokenizer, generation)).toThrow('does not end with a question');
    expect(() => renderConversation([], tokenizer, generation)).toThrow('does not end with a question');
  });
});

interface Dialog {
  readonly name: string;
  readonly dialog: readonly Message[];
  readonly text: string;
  readonly ids: readonly number[];
}

describe("TeleChat2's own template", () => {
  const official = goldenPath('official', 'TeleChat2');
  const dialogs = JSON.parse(
    readFileSync(path.join(official, 'golden-chat.json'), 'utf8'),
  ) as readonly Dialog[];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat2-'));
    await cp(official, folder, { recursive: true });
    const packed = await readFile(path.join(official, 'tokenizer.model.gz'));
    await writeFile(path.join(folder, 'tokenizer.model'), gunzipSync(packed));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(dialogs)('renders $name to the ids of Jinja2', async ({ dialog, ids }) => {
    const tokenizer = await loadTokenizer(folder);
    const template = await loadChatTemplate(folder);
    expect(template?.render(dialog, tokenizer)).toEqual(ids);
  });
});
