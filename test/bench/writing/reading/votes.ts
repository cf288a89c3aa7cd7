import * as v from 'valibot';
import { ARM_NAMES, type ArmName } from '../arms/arms.ts';
import { lengthClass } from '../tasks/tasks.ts';
import type { PairKey } from './pairs.ts';

const AnswerSchema = v.object({ pair: v.string(), vote: v.picklist(['A', 'B', 'tie']), why: v.string() });
const VoteSchema = v.object({
  task: v.string(),
  group: v.string(),
  length: v.number(),
  model: v.string(),
  revision: v.string(),
  /** The two that were held against each other, and on which side they stood. */
  a: v.picklist(ARM_NAMES),
  b: v.picklist(ARM_NAMES),
  winner: v.picklist([...ARM_NAMES, 'tie']),
  reader: v.string(),
  why: v.string(),
});

/** A reader's vote on a pair, with its names. */
export type Vote = v.InferOutput<typeof VoteSchema>;

/**
 * Gives a reader's answers their names back.
 * @param answers JSON lines as the rubric asks for them
 * @throws Error for an answer to a pair that the key does not have, or a second one to the same pair
 */
export function namedVotes(answers: string, reader: string, keys: readonly PairKey[]): Vote[] {
  const seen = new Set<string>();
  return parseLines(answers, AnswerSchema).map(({ pair, vote, why }) => {
    const key = keys.find((each) => each.pair === pair);
    if (!key) throw new Error(`${reader}: there is no ${pair}`);
    if (seen.has(pair)) throw new Error(`${reader}: ${pair} has two votes`);
    seen.add(pair);
    const { pair: _, ...of } = key;
    return { ...of, winner: vote === 'tie' ? vote : vote === 'A' ? key.a : key.b, reader, why };
  });
}

/** Reads a table of votes, one JSON object a line. @throws ValiError when a line is none */
export function parseVotes(text: string): Vote[] {
  return parseLines(text, VoteSchema);
}

/** How often one arm was preferred to another. */
export interface Preference {
  /** `product over once`. */
  readonly arms: string;
  /** The kind, the length class, or `all`. */
  readonly among: string;
  readonly pairs: number;
  /** Pairs in which more readers were for the first, for the second, for as many of both. */
  readonly won: number;
  readonly lost: number;
  readonly tied: number;
  /** Percent of the pairs that were won; a tie is half a pair. */
  readonly share: number;
  readonly votes: number;
}

/** Counts the pairs that were won by a majority of their readers: in all, by length class and by kind. */
export function preferences(votes: readonly Vote[]): Preference[] {
  const matches = grouped(votes, matchOf);
  const classes: ((vote: Vote) => string)[] = [
    () => 'all',
    ({ length }) => lengthClass(length),
    ({ group }) => group,
  ];
  return classes.flatMap((classOf) =>
    grouped(matches, ([vote]) => [armsOf(vote).join(' over '), classOf(vote)].join('\n')).map((members) => {
      const [[vote]] = members;
      return { arms: armsOf(vote).join(' over '), among: classOf(vote), ...count(members) };
    }),
  );
}

/** At least one. */
type Some<Item> = [Item, ...Item[]];

/** Those with the same name together, in the order in which the names come. */
function grouped<Item>(items: readonly Item[], nameOf: (item: Item) => string): Some<Item>[] {
  const groups = new Map<string, Some<Item>>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return [...groups.values()];
}

function count(matches: readonly Vote[][]): Omit<Preference, 'arms' | 'among'> {
  const leads = matches.map((votes) => votes.reduce((sum, vote) => sum + lead(vote), 0));
  const won = leads.filter((each) => each > 0).length;
  const lost = leads.filter((each) => each < 0).length;
  const pairs = leads.length;
  const tied = pairs - won - lost;
  return { pairs, won, lost, tied, share: (100 * (won + tied / 2)) / pairs, votes: matches.flat().length };
}

/** 1 for the first arm, -1 for the second. */
function lead(vote: Vote): number {
  if (vote.winner === 'tie') return 0;
  return vote.winner === armsOf(vote)[0] ? 1 : -1;
}

/** Votes on the same two documents have the same. */
function matchOf(vote: Vote): string {
  return [vote.model, vote.revision, vote.task, ...armsOf(vote)].join('\n');
}

/** The two arms in the order of ARM_NAMES, whichever side they stood on. */
function armsOf({ a, b }: Vote): ArmName[] {
  return ARM_NAMES.filter((arm) => arm === a || arm === b);
}

function parseLines<Output>(text: string, schema: v.GenericSchema<unknown, Output>): Output[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => v.parse(schema, JSON.parse(line)));
}
