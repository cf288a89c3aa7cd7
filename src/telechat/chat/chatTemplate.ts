import { existsSync } from 'node:fs';
import path from 'node:path';
import { Template } from '@huggingface/jinja';
import * as v from 'valibot';
import { messageOf, UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/jsonFile.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { ChatMessage } from './chatMessage.ts';

const FILE = 'tokenizer_config.json';
const NEXT_STEP = 'take it from the official checkpoint';

const SpecialToken = v.union([
  v.string(),
  v.pipe(
    v.object({ content: v.string() }),
    v.transform(({ content }) => content),
  ),
]);
const CONFIG = v.object({
  chat_template: v.nullish(
    v.union([v.string(), v.array(v.object({ name: v.string(), template: v.string() }))]),
  ),
  bos_token: v.nullish(SpecialToken),
  eos_token: v.nullish(SpecialToken),
});

/** Stand for a message's text while the template is rendered: private characters that no template writes. */
const MARK = /\uE000(\d+)\uE001/;

/**
 * The template that a model folder or a checkpoint prescribes for conversations, as TeleChat2's do; undefined where it
 * has none, and docs/model.md#conversation applies.
 * @throws UserError when tokenizer_config.json or the template cannot be read
 */
export async function loadChatTemplate(folder: string): Promise<ChatTemplate | undefined> {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const config = parseAs(CONFIG, await readJson(file, NEXT_STEP), file, NEXT_STEP);
  const source = config.chat_template ?? undefined;
  const text = Array.isArray(source) ? source.find(({ name }) => name === 'default')?.template : source;
  if (text === undefined) return undefined;
  return new ChatTemplate(text, { bos_token: config.bos_token ?? '', eos_token: config.eos_token ?? '' });
}

/** A Jinja template (Hugging Face's chat_template) that makes a prompt of a conversation. */
export class ChatTemplate {
  private readonly template: Template;
  /** What the model's messages are called: TeleChat says bot, the wider world assistant. */
  private readonly botRole: 'assistant' | 'bot';

  /** @throws UserError when it is no Jinja template */
  constructor(
    source: string,
    private readonly tokens: Readonly<Record<'bos_token' | 'eos_token', string>>,
  ) {
    this.botRole = /['"]bot['"]/.test(source) ? 'bot' : 'assistant';
    this.template = refusing(() => new Template(source));
  }

  /**
   * Renders a conversation and the opening of the answer as token ids.
   * @param options.special true turns special tokens in what people wrote into markers, as the original does
   * @param options.drop tokens to leave out at the start of the last message
   * @throws UserError when the template refuses the conversation
   */
  render(
    conversation: readonly ChatMessage[],
    tokenizer: Tokenizer,
    { special = false, drop = 0 }: { readonly special?: boolean; readonly drop?: number } = {},
  ): number[] {
    const whole = drop === 0 && (special || conversation.every(({ content }) => isPlain(content, tokenizer)));
    if (whole) return tokenizer.encode(this.text(conversation));
    const marked = conversation.map((message, index) => ({ ...message, content: `\uE000${index}\uE001` }));
    return this.text(marked)
      .split(MARK)
      .flatMap((part, place) => {
        if (place % 2 === 0) return tokenizer.encode(part);
        const index = Number(part);
        const ids = tokenizer.encode(conversation[index]?.content ?? '', { special });
        return index === conversation.length - 1 ? ids.slice(drop) : ids;
      });
  }

  private text(conversation: readonly ChatMessage[]): string {
    const messages = conversation.map(({ role, content }) => ({
      role: role === 'bot' ? this.botRole : role,
      content,
    }));
    return refusing(() => this.template.render({ ...this.tokens, messages, add_generation_prompt: true }));
  }
}

/** Whether nothing in a text reads as a special token: it can then be tokenised together with what surrounds it. */
function isPlain(text: string, tokenizer: Tokenizer): boolean {
  const markers = tokenizer.encode(text, { special: true });
  const plain = tokenizer.encode(text, { special: false });
  return plain.length === markers.length && plain.every((id, i) => id === markers[i]);
}

function refusing<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw new UserError(`chat_template in ${FILE}`, messageOf(error), NEXT_STEP, { cause: error });
  }
}
