/** Longest run of tokens that is looked up. */
export const LONGEST_MATCH = 3;

/** Tokens that may come next, because they came before after the same tokens. */
export interface Proposal {
  readonly ids: readonly number[];
  /** How many of the last tokens stood before them there: 1 to LONGEST_MATCH; 0 where nothing is proposed. */
  readonly match: number;
}

/** Finds in a growing text where its last tokens occurred before, and proposes what followed there. */
export class PromptLookup {
  /** For each length of a run: where its last occurrence ended, by the run. */
  private readonly ends = Array.from({ length: LONGEST_MATCH }, () => new Map<number, number>());
  private indexed = 0;

  /** @param vocabSize below 200,000, so that a run makes one exact number */
  constructor(private readonly vocabSize: number) {}

  /**
   * @param tokens the text so far; from call to call it only grows
   * @param most most tokens to propose
   */
  propose(tokens: readonly number[], most: number): Proposal {
    // The end of the text itself is no earlier occurrence.
    for (; this.indexed < tokens.length - 1; this.indexed++) this.index(tokens, this.indexed);
    for (let match = Math.min(LONGEST_MATCH, tokens.length); match > 0 && most > 0; match--) {
      const end = this.ends[match - 1]?.get(this.run(tokens, tokens.length - 1, match));
      if (end !== undefined) return { ids: continuation(tokens, end + 1, most), match };
    }
    return { ids: [], match: 0 };
  }

  private index(tokens: readonly number[], end: number): void {
    for (let length = 1; length <= Math.min(LONGEST_MATCH, end + 1); length++) {
      this.ends[length - 1]?.set(this.run(tokens, end, length), end);
    }
  }

  private run(tokens: readonly number[], end: number, length: number): number {
    let run = 0;
    for (let index = end - length + 1; index <= end; index++) {
      run = run * this.vocabSize + (tokens[index] ?? 0);
    }
    return run;
  }
}

/** What follows from `start` on; past the end of the text it goes on as if the text repeated itself from there. */
function continuation(tokens: readonly number[], start: number, most: number): number[] {
  const period = tokens.length - start;
  return Array.from({ length: most }, (_, offset) => tokens[start + (offset % period)] ?? 0);
}
