import type { Conversation, Engine, Message } from '../engine/engine.ts';
import { lastSentences } from './sentences.ts';

/** Characters of the last answer that stay when the whole conversation no longer fits. */
const REMEMBERED_CHARACTERS = 200;

interface Turn {
  readonly prompt: string;
  readonly answer: string;
}

/** The conversation in which a document is written: the outline, then the sections as they are finished. */
export class WritingConversation {
  private readonly turns: Turn[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly outline: Turn,
    private readonly contextLength: number,
  ) {}

  /** Remembers a turn; one without an answer tells the model nothing and is left out. */
  add(turn: Turn): void {
    if (turn.answer !== '') this.turns.push(turn);
  }

  /**
   * The conversation that asks `prompt`: all turns while they and the answer fit the model's context, then the outline
   * and the end of the last answer, then less.
   * @param answerTokens most tokens of the answer
   */
  async asking(prompt: string, answerTokens: number): Promise<Conversation> {
    const last = this.turns.at(-1);
    const lines = last && [{ ...last, answer: lastSentences(last.answer, REMEMBERED_CHARACTERS) }];
    const candidates = [[this.outline, ...this.turns], [this.outline, ...(lines ?? [])], [this.outline]];
    for (const turns of candidates) {
      const conversation = messages(turns, prompt);
      const tokens = await this.engine.countTokens(conversation);
      if (tokens + answerTokens <= this.contextLength) return conversation;
    }
    return messages([], prompt);
  }
}

function messages(turns: readonly Turn[], prompt: string): Message[] {
  const earlier = turns
    .filter((turn) => turn.answer !== '')
    .flatMap((turn): Message[] => [
      { role: 'user', content: turn.prompt },
      { role: 'bot', content: turn.answer },
    ]);
  return [...earlier, { role: 'user', content: prompt }];
}
