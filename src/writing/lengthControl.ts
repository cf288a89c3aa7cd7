/** From this share of its target on, a section is long enough. */
const ENOUGH = 0.8;
/** From this share of its target on, a section ends with the sentence. */
const FULL = 1.1;
/** From this share of its target on, a section ends at once. */
const TOO_LONG = 1.5;
/** How far a section's own length may be moved to make up for the sections before it. */
const LEAST_SHARE = 0.7;
const MOST_SHARE = 1.3;
/** Tokens a character: generous, because it only guards against an answer without a sentence end. */
const TOKENS_PER_CHARACTER = 1.5;
const SPARE_TOKENS = 64;

/** The lengths, in characters, between which a section's body ends. */
export interface LengthRange {
  readonly target: number;
  /** A shorter body is continued. */
  readonly enough: number;
  /** A longer body ends with the sentence under way. */
  readonly full: number;
  /** A body that has come so far without the end of a sentence ends in its middle. */
  readonly tooLong: number;
}

/**
 * The range for a section: its own length, moved by what the document has too much or too little so far.
 * @param own target length of the section in characters
 * @param due characters that the document should have at the end of the section
 * @param written characters that it has, headings included
 */
export function lengthRange(own: number, due: number, written: number): LengthRange {
  const target = Math.min(Math.max(due - written, own * LEAST_SHARE), own * MOST_SHARE);
  return { target, enough: target * ENOUGH, full: target * FULL, tooLong: target * TOO_LONG };
}

/** Most tokens to generate for a body of a length in characters. */
export function tokenBudget(characters: number): number {
  return Math.ceil(characters * TOKENS_PER_CHARACTER) + SPARE_TOKENS;
}
