import type { Material } from './material.ts';

/**
 * How an answer ended. `length`: at the most tokens of an answer. `looping`: the model repeated itself without end.
 * `stopped`: by a person, or because the program ended.
 */
export const ANSWER_ENDS = ['writing', 'end', 'length', 'looping', 'stopped', 'failed'] as const;

/** `writing` until it has ended. */
export type AnswerEnd = (typeof ANSWER_ENDS)[number];

/** A question and its answer. */
export interface ChatTurn {
  readonly question: string;
  readonly materials: readonly Material[];
  /** What the model thought before it answered; shown, but never sent again. */
  readonly thinking?: string;
  /** Markdown. */
  readonly answer: string;
  readonly end: AnswerEnd;
  /** Why it failed, where it did. */
  readonly error?: string;
}

/** A conversation of the side panel, as it is shown and kept. */
export interface Chat {
  readonly formatVersion: 1;
  readonly id: string;
  /** Empty before the first question. */
  readonly title: string;
  /** ISO 8601, as is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly turns: readonly ChatTurn[];
  /** Turns at the beginning that the model no longer sees, since its context was full. */
  readonly forgotten: number;
}

/** Characters of a title that is made from a question. */
const TITLE_LENGTH = 60;

/** A chat in which nothing was asked yet. */
export function newChat(id: string): Chat {
  const now = new Date().toISOString();
  return { formatVersion: 1, id, title: '', createdAt: now, updatedAt: now, turns: [], forgotten: 0 };
}

/** Adds a question, whose answer is still to come. The first one gives the chat its title. */
export function withQuestion(chat: Chat, question: string, materials: readonly Material[]): Chat {
  const turn: ChatTurn = { question, materials, answer: '', end: 'writing' };
  return touched(chat, { title: chat.title || titleOf(question), turns: [...chat.turns, turn] });
}

/** Asks a question of the chat anew, as it now reads: its answer goes, and the turns after it. */
export function withEditedQuestion(
  chat: Chat,
  index: number,
  question: string,
  materials: readonly Material[],
): Chat {
  const title = chat.title === titleOf(chat.turns[0]?.question ?? '') && index === 0 ? '' : chat.title;
  const turns = chat.turns.slice(0, index);
  const forgotten = index <= chat.forgotten ? 0 : chat.forgotten;
  return withQuestion({ ...chat, title, turns, forgotten }, question, materials);
}

/** Changes the last turn. */
export function withLastTurn(chat: Chat, change: Partial<ChatTurn>): Chat {
  const last = chat.turns.at(-1);
  return last ? touched(chat, { turns: [...chat.turns.slice(0, -1), { ...last, ...change }] }) : chat;
}

/** Gives the chat a name; one of blanks alone leaves it as it was. */
export function withTitle(chat: Chat, title: string): Chat {
  return touched(chat, { title: title.trim() || chat.title });
}

function touched(chat: Chat, change: Partial<Chat>): Chat {
  return { ...chat, ...change, updatedAt: new Date().toISOString() };
}

function titleOf(question: string): string {
  const line = question.trim().split('\n', 1)[0] ?? '';
  const characters = [...line.replace(/\s+/g, ' ')];
  return characters.length > TITLE_LENGTH ? `${characters.slice(0, TITLE_LENGTH).join('')}…` : line;
}
