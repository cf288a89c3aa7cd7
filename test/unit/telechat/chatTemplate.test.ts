import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderConversation } from '../../../src/telechat/chat/chatFormat.ts';
import type { ChatMessage } from '../../../src/telechat/chat/chatMessage.ts';
import { ChatTemplate, loadChatTemplate } from '../../../src/telechat/chat/chatTemplate.ts';
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

const conversation: readonly ChatMessage[] = [
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
