import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { THINKING_TAGS } from '../../../../src/shared/model/thinkingTags.ts';
import { inTemporaryFolder } from '../../../support/checkpoint.ts';
import { answerOf, ask, connectTo } from '../../support/remoteClient.ts';
import { PATIENCE, servedModel, usualOptions, VllmServer, vllmIsAbsent } from './vllmServer.ts';

const SHOWN = [
  ['一年有几个月？', '一年有四季，每季三个月，四乘三是十二。', '十二个月。'],
  ['三个苹果吃掉一个，还剩几个？', '原来有三个，吃掉一个，三减一是二。', '还剩两个。'],
  ['水在多少度结冰？', '标准气压下水的冰点是零度。', '零摄氏度。'],
] as const;
const TURNS = SHOWN.map(
  ([question, thoughts, answer]) =>
    `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n<think>\n${thoughts}\n</think>\n\n${answer}<|im_end|>\n`,
).join('');
/**
 * Shows a model how to think, opens its thinking, and closes it where none is wanted, as Qwen3's template does. An answer that
 * is gone on with has no tags before it, as in templates that leave out what was thought earlier.
 */
const TEMPLATE = `{% if add_generation_prompt %}${TURNS}{% endif %}
{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
<think>
{% if enable_thinking is defined and not enable_thinking %}
</think>

{% endif %}{% endif %}`;

describe.skipIf(vllmIsAbsent())('What a model thinks on a real vLLM', PATIENCE, () => {
  it.each([
    ['tells it apart', ['--reasoning-parser', 'deepseek_r1']],
    ['does not', []],
  ])('is told apart where the server %s', async (_what, options) => {
    await inTemporaryFolder(async (folder) => {
      await writeThinker(folder);
      const server = await VllmServer.start(folder, [...usualOptions, ...options]);
      try {
        const { engine } = connectTo(server.url);
        const sampling = { greedy: true };
        const question = '五个人分十个橘子，每人几个？';
        const thought = await answerOf(engine, ask(question, { thinking: true, sampling, maxTokens: 200 }));
        expect(thought).toMatchObject({ done: { stop: 'end' }, error: undefined });
        expect(thought.thinking).toMatch(/\p{Script=Han}/u);
        expect(thought.text).toMatch(/\p{Script=Han}/u);
        const direct = await answerOf(engine, ask(question, { sampling }));
        expect(direct).toMatchObject({ thinking: '', done: { stop: 'end' }, error: undefined });
        expect(thought.thinking + thought.text + direct.text).not.toMatch(/<\/?think>/);
        const conversation = [
          { role: 'user', content: '从一数到十，用顿号隔开。' },
          { role: 'bot', content: '一、二、三、四、' },
        ] as const;
        const rest = await answerOf(engine, ask('', { input: { conversation }, sampling }));
        expect(rest).toMatchObject({
          thinking: '',
          text: expect.stringMatching(/^五、六、七/),
          error: undefined,
        });
      } finally {
        await server.kill();
      }
    });
  });
});

/** The model with tags as tokens, which it had no reason to learn: they take the places of two lines that it closes a part with. */
async function writeThinker(folder: string): Promise<void> {
  for (const name of ['config.json', 'generation_config.json', 'tokenizer_config.json']) {
    await copyFile(path.join(servedModel, name), path.join(folder, name));
  }
  const tokenizer = await readFile(path.join(servedModel, 'tokenizer.json'), 'utf8');
  const renamed = JSON.stringify(renameTokens(JSON.parse(tokenizer) as TokenizerFile));
  await writeFile(path.join(folder, 'tokenizer.json'), renamed);
  await writeFile(path.join(folder, 'chat_template.jinja'), TEMPLATE);
  await symlink(path.join(servedModel, 'model.safetensors'), path.join(folder, 'model.safetensors'));
}

interface TokenizerFile {
  readonly added_tokens: readonly object[];
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (readonly [string, string])[];
  };
}

function renameTokens({ added_tokens, model, ...rest }: TokenizerFile): TokenizerFile {
  const names = new Map([
    ['***', THINKING_TAGS.open],
    ['===', THINKING_TAGS.close],
  ]);
  const isRenamed = (token: string) => names.has(token);
  const entries = Object.entries(model.vocab).map(([token, id]) => [names.get(token) ?? token, id]);
  const merges = model.merges.filter((pair) => !pair.some(isRenamed) && !isRenamed(pair.join('')));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
  const tags = [...names].map(([token, content]) => ({ id: model.vocab[token], content, ...flags }));
  const vocab = Object.fromEntries(entries) as Record<string, number>;
  return { ...rest, added_tokens: [...tags, ...added_tokens], model: { ...model, vocab, merges } };
}
