import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { messageOf, UserError } from '../../shared/errors.ts';
import { parseAs, readJson, readTextFile } from '../../shared/files/jsonFile.ts';
import type { Conversation, Message } from '../../shared/model/message.ts';
import { THINKING_TAGS } from '../../shared/model/thinkingTags.ts';
import type { RenderLimits } from '../jinja/budget.ts';
import { JinjaLimitError } from '../jinja/jinjaError.ts';
import { JinjaTemplate } from '../jinja/jinjaTemplate.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { closeThinking, opensThinking, type ThinkingStyle, withoutThinking } from './thinking.ts';

const FILE = 'tokenizer_config.json';
/** Where newer checkpoints keep the template; it goes before the one in FILE, as in transformers. */
const TEMPLATE_FILE = 'chat_template.jinja';
const NEXT_STEP = 'take it from the official checkpoint';

const SpecialToken = v.union([
  v.string(),
  v.pipe(
    v.object({ content: v.string() }),
    v.transform(({ content }) => content),
  ),
]);
const CONFIG = v.looseObject({
  chat_template: v.nullish(
    v.union([v.string(), v.array(v.object({ name: v.string(), template: v.string() }))]),
  ),
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
  const config = existsSync(file) ? parseAs(CONFIG, await readJson(file, NEXT_STEP), file, NEXT_STEP) : {};
  const ownFile = path.join(folder, TEMPLATE_FILE);
  if (existsSync(ownFile)) {
    const text = await readTextFile(ownFile, NEXT_STEP);
    return new ChatTemplate(text, specialTokens(config), { name: TEMPLATE_FILE });
  }
  const source = config.chat_template ?? undefined;
  const text = Array.isArray(source) ? source.find(({ name }) => name === 'default')?.template : source;
  if (text === undefined) return undefined;
  return new ChatTemplate(text, specialTokens(config));
}

/** `bos_token`, `eos_token` and their like, for the template to write. */
function specialTokens(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const tokens: Record<string, string> = { bos_token: '', eos_token: '' };
  for (const [name, value] of Object.entries(config)) {
    const token = v.safeParse(SpecialToken, value);
    if (name.endsWith('_token') && token.success) tokens[name] = token.output;
  }
  return tokens;
}

/** How a conversation is rendered; special tokens in what people wrote are plain text unless `special`. */
export interface TemplateOptions {
  /** true turns special tokens in what people wrote into markers, as the original does. */
  readonly special?: boolean;
  /** Tokens to leave out at the start of the last message. */
  readonly drop?: number;
  /** Whether the model is to think before it answers; the template's own way when absent. */
  readonly thinking?: boolean | undefined;
}

/** A template that takes more steps, room or time than any honest one. */
export class TemplateLimitError extends UserError {}

/** A Jinja template (Hugging Face's chat_template) that makes a prompt of a conversation. */
export class ChatTemplate {
  /** How it goes about the model's thinking. */
  readonly thinking: ThinkingStyle;
  private readonly template: JinjaTemplate;
  /** What the model's messages are called: TeleChat says bot, the wider world assistant. */
  private readonly botRole: 'assistant' | 'bot';

  /**
   * @param tokens special tokens by the names that templates know them by, such as `eos_token`
   * @param options.name where the template comes from, for errors
   * @throws UserError when it is no Jinja template, or asks for what is not supported
   */
  constructor(
    source: string,
    private readonly tokens: Readonly<Record<string, string>>,
    private readonly options: { readonly name?: string; readonly limits?: RenderLimits } = {},
  ) {
    this.botRole = /['"]bot['"]/.test(source) ? 'bot' : 'assistant';
    this.template = this.refusing(() => new JinjaTemplate(source));
    this.thinking = this.thinkingStyle(source);
  }

  /**
   * Renders a conversation and the opening of the answer as token ids. Earlier answers lose their thinking.
   * @throws UserError when the template refuses the conversation, TemplateLimitError when it takes too much
   */
  render(
    conversation: Conversation,
    tokenizer: Tokenizer,
    { special = false, drop = 0, thinking }: TemplateOptions = {},
  ): number[] {
    const asked = conversation.map((message) => this.withoutThinking(message));
    const whole = drop === 0 && (special || asked.every(({ content }) => isPlain(content, tokenizer)));
    if (whole) return tokenizer.encode(this.text(asked, thinking));
    const marked = asked.map((message, index) => ({ ...message, content: `\uE000${index}\uE001` }));
    return this.text(marked, thinking)
      .split(MARK)
      .flatMap((part, place) => {
        if (place % 2 === 0) return tokenizer.encode(part);
        const index = Number(part);
        const ids = tokenizer.encode(asked[index]?.content ?? '', { special });
        return index === asked.length - 1 ? ids.slice(drop) : ids;
      });
  }

  /** The prompt as text; messages go in as they are. */
  private text(conversation: Conversation, thinking?: boolean): string {
    const prompt = this.rendered(conversation, thinking);
    return thinking === false ? closeThinking(prompt) : prompt;
  }

  private rendered(conversation: Conversation, thinking: boolean | undefined): string {
    const messages = conversation.map(({ role, content }) => ({
      role: role === 'bot' ? this.botRole : role,
      content,
    }));
    // Qwen3, GLM and Hunyuan know the one name, DeepSeek V3.1 and Granite the other.
    const wish = thinking === undefined ? {} : { enable_thinking: thinking, thinking };
    const variables = { ...this.tokens, ...wish, messages, add_generation_prompt: true };
    const { limits } = this.options;
    return this.refusing(() => this.template.render(variables, limits ? { limits } : {}));
  }

  private withoutThinking(message: Message): Message {
    if (message.role !== 'bot') return message;
    return { ...message, content: withoutThinking(message.content, this.thinking.opensInPrompt) };
  }

  /** What the template does with a question shows its style; one that refuses the question has none. */
  private thinkingStyle(source: string): ThinkingStyle {
    const { open, close } = THINKING_TAGS;
    const probe = (thinking?: boolean) => this.probe(thinking);
    const [usual, without] = [probe(), probe(false)];
    const opensInPrompt = opensThinking(usual);
    const thinks = opensInPrompt || source.includes(open) || source.includes(close);
    return { opensInPrompt, thinks, canSwitchOff: opensInPrompt || without !== probe(true) };
  }

  private probe(thinking?: boolean): string {
    try {
      return this.rendered([{ role: 'user', content: '?' }], thinking);
    } catch (error) {
      if (error instanceof TemplateLimitError || !(error instanceof UserError)) throw error;
      return '';
    }
  }

  private refusing<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      const Refusal = error instanceof JinjaLimitError ? TemplateLimitError : UserError;
      const what = this.options.name ?? `chat_template in ${FILE}`;
      throw new Refusal(what, messageOf(error), NEXT_STEP, { cause: error });
    }
  }
}

/** Whether nothing in a text reads as a special token: it can then be tokenised together with what surrounds it. */
function isPlain(text: string, tokenizer: Tokenizer): boolean {
  const markers = tokenizer.encode(text, { special: true });
  const plain = tokenizer.encode(text, { special: false });
  return plain.length === markers.length && plain.every((id, i) => id === markers[i]);
}
