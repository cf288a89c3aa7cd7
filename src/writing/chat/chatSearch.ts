import type { Chat } from './chat.ts';

/** A chat in which every word of a search occurs. */
export interface FoundChat {
  readonly chat: Chat;
  /** The text around the first word that is found in a question or an answer; empty where all are in the title. */
  readonly excerpt: string;
}

const BEFORE_HIT = 12;
const AFTER_HIT = 60;

/** The chats that hold every word of a search, those first whose title does; then, and without a search, the latest first. */
export function searchChats(chats: readonly Chat[], search: string): FoundChat[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  const found = chats.flatMap((chat) => find(chat, words));
  return found.sort(
    (a, b) => Number(a.excerpt !== '') - Number(b.excerpt !== '') || compareAge(a.chat, b.chat),
  );
}

function find(chat: Chat, words: readonly string[]): FoundChat[] {
  const title = folded(chat.title);
  const missing = words.filter((word) => !title.includes(word));
  const [first] = missing;
  if (first === undefined) return [{ chat, excerpt: '' }];
  const texts = chat.turns.flatMap(({ question, answer }) => [question, answer]);
  const everything = folded([title, ...texts].join('\n'));
  if (!missing.every((word) => everything.includes(word))) return [];
  return [{ chat, excerpt: excerptAround(texts, first) }];
}

function excerptAround(texts: readonly string[], word: string): string {
  const text = folded(texts.find((each) => folded(each).includes(word)) ?? '', false).replace(/\s+/g, ' ');
  const hit = text.toLowerCase().indexOf(word);
  const start = Math.max(0, hit - BEFORE_HIT);
  const end = hit + word.length + AFTER_HIT;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Full-width and half-width forms are the same to a person who searches, and so are capitals and small letters. */
function folded(text: string, ignoreCase = true): string {
  const plain = text.normalize('NFKC');
  return ignoreCase ? plain.toLowerCase() : plain;
}

function compareAge(a: Chat, b: Chat): number {
  return b.updatedAt.localeCompare(a.updatedAt);
}
