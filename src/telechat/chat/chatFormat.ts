import { UserError } from '../../shared/errors.ts';
import type { Message } from '../../shared/model/message.ts';
import type { GenerationConfig } from '../network/generationConfig.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { ChatTemplate, TemplateOptions } from './chatTemplate.ts';

/** How a conversation becomes a prompt, and how much of its history has room. */
export interface ChatFormatOptions {
  /** Most tokens of the prompt; the model's own max_length when absent. */
  readonly maxLength?: number;
  /** Tokens to keep free for the answer: the prompt then gets seqLength less these, whatever maxLength says. */
  readonly maxNewTokens?: number | undefined;
  /** Context length; the model's own max_length when absent. */
  readonly seqLength?: number;
  /**
   * The original chat() to the letter: special tokens in what people wrote become markers, the prompt may be one token
   * too long, and the length of the history is not added up.
   */
  readonly official?: boolean;
  /** The model's own template, which then replaces the format of the first generation. */
  readonly template?: ChatTemplate | undefined;
  /** Whether the model is to think before it answers; the template's own way when absent. */
  readonly thinking?: boolean | undefined;
}

/** Two markers and one token of a question. */
const SHORTEST_PROMPT = 3;

/**
 * Renders a conversation as the ids of a prompt: `<_user> q1 <_bot> a1 <_end> <_user> q2 <_bot>`. Each message is
 * tokenised on its own; a system message adds nothing. A question that is too long keeps its end; history that does
 * not fit is dropped, the oldest first. An answer that the conversation ends with was only begun: the prompt ends with it,
 * open. Source: docs/model.md#conversation.
 * @throws UserError when there is no question, or the limit leaves no room for one
 */
export function renderConversation(
  conversation: readonly Message[],
  tokenizer: Tokenizer,
  generation: GenerationConfig,
  options: ChatFormatOptions = {},
): number[] {
  const last = conversation.at(-1);
  if (last?.role === 'bot') {
    const begun = tokenizer.encode(last.content, { special: options.official ?? false });
    const maxLength = promptLimit(generation, options) - begun.length;
    const asked = { ...options, maxLength, maxNewTokens: undefined };
    return [...renderConversation(conversation.slice(0, -1), tokenizer, generation, asked), ...begun];
  }
  if (last?.role !== 'user' || last.content === '') {
    throw new UserError('the conversation', 'it does not end with a question', 'add a message of the user');
  }
  const limit = promptLimit(generation, options);
  if (limit < SHORTEST_PROMPT) {
    const why = `${limit} tokens leave no room for a question`;
    throw new UserError('the prompt', why, 'raise the length limit or ask for a shorter answer');
  }
  if (options.template) {
    const { template, official = false, thinking } = options;
    return renderTemplate(template, conversation, tokenizer, limit, { special: official, thinking });
  }
  const history = conversation.slice(0, -1);
  const render = options.official ? renderOfficially : renderWithinLimit;
  return render(history, last.content, limit, new MessageFormat(tokenizer, generation, options));
}

function promptLimit(generation: GenerationConfig, options: ChatFormatOptions): number {
  const { maxLength = generation.maxLength, maxNewTokens, seqLength = generation.maxLength } = options;
  return Math.max(0, maxNewTokens ? seqLength - maxNewTokens : maxLength);
}

class MessageFormat {
  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly generation: GenerationConfig,
    private readonly options: ChatFormatOptions,
  ) {}

  text(content: string): number[] {
    return this.tokenizer.encode(content, { special: this.options.official ?? false });
  }

  question(ids: readonly number[]): number[] {
    return [this.user(), ...ids, this.bot()];
  }

  past({ role, content }: Message): number[] {
    if (role === 'user') return [this.user(), ...this.text(content)];
    if (role === 'bot') {
      return [this.bot(), ...this.text(content), this.generation.eosTokenId];
    }
    return [];
  }

  private user(): number {
    return this.generation.userTokenId ?? this.marker('<_user>');
  }

  private bot(): number {
    return this.generation.botTokenId ?? this.marker('<_bot>');
  }

  /** Where generation_config.json does not name it. */
  private marker(text: string): number {
    const [id, ...more] = this.tokenizer.encode(text).filter((each) => this.tokenizer.decode([each]).trim());
    if (id !== undefined && more.length === 0) return id;
    throw new UserError(
      'the conversation',
      `the model has no chat template, and its tokenizer no ${text}`,
      'take tokenizer_config.json and generation_config.json from the official checkpoint',
    );
  }
}

/** The prompt never exceeds the limit, and history starts with a whole turn. */
function renderWithinLimit(
  history: readonly Message[],
  question: string,
  limit: number,
  format: MessageFormat,
): number[] {
  const asked = format.question(format.text(question).slice(-(limit - 2)));
  const kept: number[][] = [];
  let length = asked.length;
  for (const turn of turnsOf(history).reverse()) {
    const ids = turn.flatMap((message) => format.past(message));
    length += ids.length;
    if (length > limit) break;
    kept.unshift(ids);
  }
  return [...kept.flat(), ...asked];
}

/** System messages stay; the oldest turns go, then the start of the question. */
function renderTemplate(
  template: ChatTemplate,
  conversation: readonly Message[],
  tokenizer: Tokenizer,
  limit: number,
  options: TemplateOptions,
): number[] {
  const system = conversation.filter(({ role }) => role === 'system');
  const turns = turnsOf(conversation.filter(({ role }) => role !== 'system'));
  for (;;) {
    const kept = [...system, ...turns.flat()];
    const ids = template.render(kept, tokenizer, options);
    if (ids.length <= limit) return ids;
    if (turns.length === 1) return template.render(kept, tokenizer, { ...options, drop: ids.length - limit });
    turns.shift();
  }
}

/** A turn is a message of the user and what follows it. */
function turnsOf(history: readonly Message[]): Message[][] {
  const turns: Message[][] = [];
  for (const message of history) {
    const current = turns.at(-1);
    if (current && message.role !== 'user') current.push(message);
    else turns.push([message]);
  }
  return turns;
}

/** chat() of the original: each message is measured against the question alone, so that many short ones pass. */
function renderOfficially(
  history: readonly Message[],
  question: string,
  limit: number,
  format: MessageFormat,
): number[] {
  const asked = format.question(format.text(question).slice(-(limit - 1)));
  const kept: number[][] = [];
  for (const message of [...history].reverse()) {
    const ids = format.past(message);
    if (ids.length + asked.length >= limit) break;
    kept.unshift(ids);
  }
  return [...kept.flat(), ...asked];
}
