import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../engine/engineError.ts';
import type { Conversation } from '../shared/model/message.ts';
import { longEnd } from '../telechat/tokenizer/longEnd.ts';
import type { Tokenizer } from '../telechat/tokenizer/tokenizer.ts';

/** A count is exact up to so many contexts, so that a person reads by how much a text is too long. */
const COUNTED_CONTEXTS = 2;

/** Called between two pieces of work, so that others can go on; throws to end it. */
type Pause = () => Promise<void>;

/** Keeps texts that there is surely no room for from being tokenised whole, for which everybody would wait. */
export class LongPrompts {
  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly contextLength: number,
  ) {}

  /** @throws EngineError `rejected` when a text surely fills the context */
  async refuse(text: string, pause: Pause): Promise<void> {
    const { leastTokens } = await this.endOf([text], 1, pause);
    if (leastTokens <= this.contextLength) return;
    throw new EngineError(
      'rejected',
      'the prompt',
      `it has more than ${leastTokens} tokens, which fill the context of ${this.contextLength}`,
      'shorten it',
    );
  }

  /**
   * A conversation without the older messages, and the beginning of the question, that there is surely no room for.
   * @throws EngineError `rejected` when what the system says surely fills the context
   */
  async trim(conversation: Conversation, pause: Pause): Promise<Conversation> {
    const system = conversation.filter(({ role }) => role === 'system');
    await this.refuse(system.map(({ content }) => content).join('\n'), pause);
    const end = await this.endOf(
      conversation.map(({ content }) => content),
      1,
      pause,
    );
    const start = joinedStart(conversation, end.characters);
    const question = conversation.at(-1);
    if (start === conversation.length && question) {
      return [...system, { ...question, content: question.content.slice(-end.characters) }];
    }
    return start === 0 ? conversation : [...system, ...wholeTurns(conversation.slice(start))];
  }

  /** A number of tokens that a conversation surely has, where that is far more than the context; else undefined. */
  async tooMany(conversation: Conversation): Promise<number | undefined> {
    const contents = conversation.map(({ content }) => content);
    const { leastTokens } = await this.endOf(contents, COUNTED_CONTEXTS, () => setImmediate());
    return leastTokens > this.contextLength * COUNTED_CONTEXTS ? leastTokens : undefined;
  }

  /** Reads texts from the end of the last, until they surely fill so many contexts. */
  private async endOf(texts: readonly string[], contexts: number, pause: Pause) {
    const most = this.contextLength * contexts;
    const joined = texts.join('\n');
    // Hardly ever has a text more tokens than characters.
    if (joined.length <= most) return { characters: joined.length, leastTokens: 0 };
    const { text, leastTokens } = await longEnd(joined, this.tokenizer, most + texts.length, pause);
    // Joined, two texts can have a token more.
    return { characters: text.length, leastTokens: Math.max(0, leastTokens - texts.length) };
  }
}

/** Index of the first message that is whole in so many characters at the end of all, joined. */
function joinedStart(conversation: Conversation, characters: number): number {
  let room = characters;
  let start = conversation.length;
  for (const { content } of [...conversation].reverse()) {
    room -= content.length;
    if (room < 0) break;
    start--;
    // What joins it to the one before.
    room--;
  }
  return start;
}

/** Without what belongs to a turn whose question is not there. */
function wholeTurns(conversation: Conversation): Conversation {
  const turns = conversation.filter(({ role }) => role !== 'system');
  return turns.slice(turns.findIndex(({ role }) => role === 'user'));
}
