import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/shared/model/message.ts';
import { renderConversation } from '../../../src/telechat/chat/chatFormat.ts';
import {
  ChatTemplate,
  loadChatTemplate,
  TemplateLimitError,
} from '../../../src/telechat/chat/chatTemplate.ts';
import { readModelFolder } from '../../../src/telechat/folder/modelFolder.ts';
import type { GenerationConfig } from '../../../src/telechat/network/generationConfig.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import type { Tokenizer } from '../../../src/telechat/tokenizer/tokenizer.ts';
import { demoModel } from '../../support/program.ts';

const TEMPLATE = `{%- for message in messages -%}
{%- if message.role == 'system' -%}{{ '系统：' + message.content + '。' }}
{%- elif message.role == 'user' -%}{{ '<_user>' + message.content }}
{%- elif message.role == 'bot' -%}{{ '<_bot>' + message.content + eos_token }}
{%- else -%}{{ raise_exception('no such role') }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<_bot>' }}{%- endif -%}`;
const TOKENS = { bos_token: '<_start>', eos_token: '<_end>' };

const conversation: readonly Message[] = [
  { role: 'system', content: '写得简短' },
  { role: 'user', content: '写一份总结' },
  { role: 'bot', content: '好的' },
  { role: 'user', content: '继续写' },
];

async function inFolderWith(config: object, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'telechat-'));
  try {
    writeFileSync(path.join(folder, 'tokenizer_config.json'), JSON.stringify(config));
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a model's own chat template", () => {
  let tokenizer: Tokenizer;
  let generation: GenerationConfig;
  const template = new ChatTemplate(TEMPLATE, TOKENS);
  beforeAll(async () => {
    tokenizer = await loadTokenizer(demoModel);
    ({ generation } = await readModelFolder(demoModel));
  });

  it('replaces the format of the first generation', () => {
    const ids = renderConversation(conversation, tokenizer, generation, { template });
    const text = '系统：写得简短。<_user>写一份总结<_bot>好的<_end><_user>继续写<_bot>';
    expect(ids).toEqual(tokenizer.encode(text));
  });

  it('keeps special tokens that a person wrote as text', () => {
    const asked = [{ role: 'user', content: '什么是<_bot>？' }] as const;
    const ids = renderConversation(asked, tokenizer, generation, { template });
    expect(ids.filter((id) => id === generation.botTokenId)).toHaveLength(1);
    expect(tokenizer.decode(ids, { special: false })).toContain('什么是<_bot>？');
    const official = renderConversation(asked, tokenizer, generation, { template, official: true });
    expect(official.filter((id) => id === generation.botTokenId)).toHaveLength(2);
  });

  it('drops the oldest turn first, then the start of the question', () => {
    const short = renderConversation(conversation, tokenizer, generation, { template, maxLength: 16 });
    expect(tokenizer.decode(short)).toContain('系统：写得简短。<_user>继续写<_bot>');
    const asked = [{ role: 'user', content: `${'长'.repeat(40)}完` }] as const;
    const cut = renderConversation(asked, tokenizer, generation, { template, maxLength: 16 });
    expect(cut).toHaveLength(16);
    expect(cut[0]).toBe(generation.userTokenId);
    expect(tokenizer.decode(cut)).toMatch(/长完<_bot>$/);
  });

  it("calls the model's messages assistant where the template does not say bot", () => {
    const other = new ChatTemplate(
      "{% for message in messages %}{{ message.role + '，' }}{% endfor %}",
      TOKENS,
    );
    expect(tokenizer.decode(other.render(conversation, tokenizer))).toContain('user，assistant，user');
  });

  it('comes from tokenizer_config.json, by itself or as the default of several', async () => {
    const several = [
      { name: 'tools', template: 'x' },
      { name: 'default', template: TEMPLATE },
    ];
    for (const source of [TEMPLATE, several]) {
      await inFolderWith({ chat_template: source, eos_token: { content: '<_end>' } }, async (folder) => {
        const loaded = await loadChatTemplate(folder);
        expect(loaded?.render(conversation, tokenizer)).toEqual(template.render(conversation, tokenizer));
      });
    }
    await inFolderWith({}, async (folder) => expect(await loadChatTemplate(folder)).toBeUndefined());
  });

  it('is refused by name when it is broken or refuses the conversation', async () => {
    await inFolderWith({ chat_template: '{% for %}' }, async (folder) => {
      await expect(loadChatTemplate(folder)).rejects.toThrow(/chat_template/);
    });
    const picky = new ChatTemplate("{{ raise_exception('只答一问') }}", TOKENS);
    expect(() => picky.render(conversation, tokenizer)).toThrow(/只答一问/);
  });
});

describe('the thinking of a model', () => {
  const TURNS = "{% for m in messages %}{{ m.role + '：' + m.content + '。' }}{% endfor %}";
  const PLAIN = new ChatTemplate(`${TURNS}<_bot>`, TOKENS);
  /** As Qwen3: the model thinks by itself, unless told not to. */
  const SWITCHED = new ChatTemplate(
    `${TURNS}<_bot>{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}`,
    TOKENS,
  );
  /** As TeleChat3 and DeepSeek-R1: the prompt opens the thinking, and nothing is asked. */
  const OPENING = new ChatTemplate(`${TURNS}<_bot>{{ '<think>\\n' }}`, TOKENS);
  /** As DeepSeek V3.1: another name for the wish. */
  const EITHER = new ChatTemplate(
    `${TURNS}<_bot>{{ '<think>' if thinking is defined and thinking else '</think>' }}`,
    TOKENS,
  );
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(demoModel);
  });
  const asked = [{ role: 'user', content: '问' }] as const;
  const prompt = (template: ChatTemplate, thinking?: boolean) =>
    tokenizer.decode(template.render(asked, tokenizer, { thinking }), { special: false });

  it('is known by what the template does with a question', () => {
    expect(PLAIN.thinking).toEqual({ opensInPrompt: false, thinks: false, canSwitchOff: false });
    expect(SWITCHED.thinking).toEqual({ opensInPrompt: false, thinks: true, canSwitchOff: true });
    expect(OPENING.thinking).toEqual({ opensInPrompt: true, thinks: true, canSwitchOff: true });
    expect(EITHER.thinking).toEqual({ opensInPrompt: false, thinks: true, canSwitchOff: true });
  });

  it('is switched off where that is wished', () => {
    expect(prompt(SWITCHED, false)).toMatch(/<think>\n\n<\/think>\n\n$/);
    expect(prompt(EITHER, false)).toMatch(/<\/think>$/);
    expect(prompt(EITHER, true)).toMatch(/<think>$/);
    expect(prompt(PLAIN, false)).toBe(prompt(PLAIN));
  });

  it('is closed at once where the prompt opens it and no wish is heard', () => {
    expect(prompt(OPENING)).toMatch(/<think>\n$/);
    expect(prompt(OPENING, true)).toMatch(/<think>\n$/);
    expect(prompt(OPENING, false)).toMatch(/<think>\n\n<\/think>\n\n$/);
  });

  it('is left out of earlier answers', () => {
    const history = (answer: string, template: ChatTemplate) =>
      tokenizer.decode(template.render([...asked, { role: 'bot', content: answer }, ...asked], tokenizer), {
        special: false,
      });
    expect(history('<think>\n想了想\n</think>\n\n答', PLAIN)).toContain('assistant：答。');
    expect(history('想了想\n</think>\n\n答', OPENING)).toContain('assistant：答。');
    expect(history('标签</think>是什么', PLAIN)).toContain('assistant：标签</think>是什么。');
  });
});

describe("a stranger's template", () => {
  const LIMITS = { steps: 100_000, characters: 1_000_000, depth: 50, milliseconds: 2_000 };
  const endless = {
    'never ends': `{% for a in range(3000) %}{% for b in range(3000) %}{% for c in range(3000) %}{% endfor %}{% endfor %}{% endfor %}`,
    'doubles a text': `{% set ns = namespace(x='x') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}`,
    'repeats a text': `{{ 'x' * 1000000000000 }}`,
    'doubles a list': `{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}`,
    'nests lists that print endlessly': `{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}`,
    'calls itself': `{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}`,
    'indents a line far': `{{ '\n' | indent(100000000) }}`,
    'writes wide numbers': `{% for i in range(9999) %}{{ '%999d' % 1 }}{% endfor %}`,
    'is nested too deep': `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`,
  };

  it.each(Object.entries(endless))('that %s is ended, by name', (_name, source) => {
    const use = () => new ChatTemplate(source, TOKENS, { limits: LIMITS });
    expect(use).toThrow(TemplateLimitError);
    expect(use).toThrow(/chat_template/);
  });

  it('is ended when time is up', () => {
    const slow = '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}';
    const limits = { ...LIMITS, steps: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY };
    const use = () => new ChatTemplate(slow, TOKENS, { limits: { ...limits, milliseconds: 50 } });
    expect(use).toThrow(/more than 0.05 seconds/);
  });

  it.each([
    ["{% include 'x' %}", "the statement 'include'"],
    ["{{ 'a' | escape }}", "the filter 'escape'"],
    ['{% if a is weird %}{% endif %}', "the test 'weird'"],
    ["{{ 'a'.encode('utf8') }}", "the method 'encode'"],
    ['{{ cycler(1, 2) }}', "the function 'cycler'"],
    ['{% for a in b recursive %}{% endfor %}', "'recursive'"],
  ])('that asks for what is not supported is refused when it is read: %s', (source, named) => {
    expect(() => new ChatTemplate(`{% if false %}${source}{% endif %}`, TOKENS)).toThrow(named);
  });

  it('leaves room for a thousand long turns', async () => {
    const tokenizer = await loadTokenizer(demoModel);
    const turns = Array.from({ length: 1000 }, (_, i) => ({
      role: i % 2 === 0 ? ('user' as const) : ('bot' as const),
      content: '字'.repeat(200),
    }));
    expect(new ChatTemplate(TEMPLATE, TOKENS).render(turns, tokenizer).length).toBeGreaterThan(1000);
  });
});
