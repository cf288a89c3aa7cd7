import type { Completion } from './complete.ts';
import type { CursorText } from './completionPlace.ts';

const MOST_ENTRIES = 100;
/** UTF-16 units around the cursor by which a place is known again. */
const LOOKED_AT = 400;

interface Entry {
  /** Length of the text before the cursor. */
  readonly length: number;
  /** Its end. */
  readonly end: string;
  /** The beginning of the text after the cursor. */
  readonly after: string;
  readonly completion: Completion;
}

/** The latest completions, by the text around the cursor; the least recently used is dropped first. */
export class CompletionCache {
  /** In order of use, the latest last. */
  private entries: Entry[] = [];

  /** Remembers a completion, or that there was nothing to suggest. */
  add({ before, after }: CursorText, completion: Completion): void {
    const entry = {
      length: before.length,
      end: before.slice(-LOOKED_AT),
      after: after.slice(0, LOOKED_AT),
      completion,
    };
    const others = this.entries.filter((each) => !isSamePlace(each, entry));
    this.entries = [...others, entry].slice(-MOST_ENTRIES);
  }

  /** What is left of a completion of which the person has typed the beginning, or nothing; undefined when none is known. */
  find({ before, after }: CursorText): Completion | undefined {
    const known = this.entries.findLast((entry) => matches(entry, before, after));
    if (!known) return undefined;
    this.entries = [...this.entries.filter((entry) => entry !== known), known];
    const { completion, length } = known;
    return { ...completion, text: completion.text.slice(before.length - length) };
  }

  /** Another model would answer otherwise: forgets all. */
  clear(): void {
    this.entries = [];
  }
}

function isSamePlace(one: Entry, other: Entry): boolean {
  return one.length === other.length && one.end === other.end && one.after === other.after;
}

function matches(entry: Entry, before: string, after: string): boolean {
  const { text } = entry.completion;
  const typed = before.slice(entry.length);
  return (
    before.length >= entry.length &&
    // A completion that is typed to its end is spent.
    (typed === '' || (typed.length < text.length && text.startsWith(typed))) &&
    before.slice(0, entry.length).endsWith(entry.end) &&
    after.slice(0, LOOKED_AT) === entry.after
  );
}
