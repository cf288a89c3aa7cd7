import type { Conversation, Engine, Message } from '../../engine/engine.ts';
import { lastSentences } from '../text/sentences.ts';

/** Characters of an answer that stay of it in the recap. */
const REMEMBERED_CHARACTERS = 100;
/** Once the context is full, turns go into the recap until the conversation takes this share of it. */
const AFTER_RECAP = 0.6;

/** A turn in which a section, or a part of one, was written. */
export interface SectionTurn {
  /** The section's title. */
  readonly title: string;
  readonly prompt: string;
  readonly answer: string;
}

/**
 * What a model is sent for the next answer.
 * @param endings how each section ended whose turn is no longer there, a line for each
 */
export type ConversationLayout = (
  endings: readonly string[],
  turns: readonly SectionTurn[],
  prompt: string,
) => Message[];

/**
 * The conversation in which a document is written: the sections as they are finished. When it no longer
 * fits the model's context, the oldest turns give way to a recap of how each section ended. Many go at a time: until the
 * next time, each conversation begins as the last one did, and the engine computes only what is new.
 */
export class WritingConversation {
  private readonly turns: SectionTurn[] = [];
  /** Turns before this one stand in the recap at most. */
  private recapped = 0;
  /** Turns before this one are not told of at all. */
  private forgotten = 0;

  /**
   * @param layout how the turns are laid before the model
   * @param contextLength most tokens of a conversation and its answer together
   */
  constructor(
    private readonly engine: Engine,
    private readonly layout: ConversationLayout,
    private readonly contextLength: number,
  ) {}

  /** Remembers a turn; one without an answer tells the model nothing and is left out. */
  add(turn: SectionTurn): void {
    if (turn.answer !== '') this.turns.push(turn);
  }

  /**
   * The conversation that asks `prompt`, within the model's context as far as the prompt allows it.
   * @param answerTokens most tokens of the answer
   * @param layout of this conversation alone, where it is another than usual
   */
  async asking(prompt: string, answerTokens: number, layout = this.layout): Promise<Conversation> {
    const room = this.contextLength - answerTokens;
    const tokens = () => this.engine.countTokens(this.messages(prompt, layout));
    if ((await tokens()) > room) await this.shrink(tokens, room);
    if ((await tokens()) <= room) return this.messages(prompt, layout);
    return layout === this.layout ? [user(prompt)] : layout([], [], prompt);
  }

  private async shrink(tokens: () => Promise<number>, room: number): Promise<void> {
    const last = this.turns.length - 1;
    const isOver = async (limit: number) => (await tokens()) > limit;
    while (this.recapped < last && (await isOver(room * AFTER_RECAP))) this.recapped++;
    while (this.forgotten < this.recapped && (await isOver(room))) this.forgotten++;
    if (await isOver(room)) this.recapped = this.turns.length;
    if (await isOver(room)) this.forgotten = this.turns.length;
  }

  private messages(prompt: string, layout: ConversationLayout): Message[] {
    const endings = this.turns.slice(this.forgotten, this.recapped).map(ending);
    return layout(endings, this.turns.slice(this.recapped), prompt);
  }
}

/** A person's turn. */
export function user(content: string): Message {
  return { role: 'user', content };
}

/** A model's turn. */
export function bot(content: string): Message {
  return { role: 'bot', content };
}

function ending({ title, answer }: SectionTurn): string {
  const end = lastSentences(answer, REMEMBERED_CHARACTERS) || answer.slice(-REMEMBERED_CHARACTERS);
  return `${title}：……${end.replace(/\s+/g, ' ')}`;
}
