import type { Section } from '../outline/outline.ts';
import { roundLength } from '../outline/shareLength.ts';

/** From this share of its target on, a section is long enough. */
const ENOUGH = 0.85;
/** From this share of its target on, a section ends with the sentence. */
const END_AT_SENTENCE = 1.05;
/** From this share of its target on, a section ends with the clause. */
const END_AT_CLAUSE = 1.25;
/** From this share of its target on, a section ends at once. */
const CUT_AT = 1.5;
/** How far a section's own length may be moved to make up for the sections before it. */
const LEAST_SHARE = 0.7;
const MOST_SHARE = 1.3;
/** Most characters to ask for in one answer: models seldom write more, however much they are asked for. */
const LONGEST_ANSWER = 600;
/** A small model that repeats itself in long answers is asked for shorter ones, down to this. */
const SHORTEST_PART = 150;
/** Tokens a character or Latin word: generous, because it only guards against an answer without a sentence end. */
const TOKENS_PER_CHARACTER = 1.5;
const TOKENS_PER_WORD = 4;
const SPARE_TOKENS = 64;

/** The lengths, in characters, between which a section's body ends. */
export interface LengthRange {
  readonly target: number;
  /** A shorter body is continued. */
  readonly enough: number;
  /** A longer body ends with the sentence under way. */
  readonly endAtSentence: number;
  /** A body that has come so far without the end of a sentence ends with the clause under way. */
  readonly endAtClause: number;
  /** A body that has come so far without the end of a clause ends in its middle. */
  readonly cutAt: number;
}

/**
 * The range for a section: its own length, moved by what the document has too much or too little so far.
 * @param own target length of the section in characters
 * @param due characters that the document should have at the end of the section
 * @param written characters that it has, headings included
 */
export function lengthRange(own: number, due: number, written: number): LengthRange {
  return rangeAround(Math.min(Math.max(due - written, own * LEAST_SHARE), own * MOST_SHARE));
}

/** @param from characters that are there before those that the target counts */
function rangeAround(target: number, from = 0): LengthRange {
  return {
    target: from + target,
    enough: from + target * ENOUGH,
    endAtSentence: from + target * END_AT_SENTENCE,
    endAtClause: from + target * END_AT_CLAUSE,
    cutAt: from + target * CUT_AT,
  };
}

/** What one answer is to bring of a section. */
export interface SectionPart {
  /** The section with the length and the points of this part. */
  readonly section: Section;
  /** The lengths at which the section's body, what was there before included, ends this answer. */
  readonly range: LengthRange;
}

/** How much of a document one answer is asked for. */
export class AnswerLength {
  /** In characters. */
  longest = LONGEST_ANSWER;

  /** Takes note of an answer that began to repeat itself. */
  shorten(): void {
    this.longest = Math.max(SHORTEST_PART, this.longest / 2);
  }

  /** Most answers for a section: enough for a model that writes a fifth of what it is asked for. */
  mostFor(range: LengthRange): number {
    return 5 * Math.ceil(range.target / this.longest);
  }
}

/**
 * The next answer to ask for: all that a short section lacks, or a part of a long one with the points that it has come to.
 * @param range of the whole section
 * @param written characters of its body so far
 * @param longest most characters to ask for
 */
export function nextPart(
  section: Section,
  range: LengthRange,
  written: number,
  longest: number,
): SectionPart {
  const missing = Math.max(range.target - written, 0);
  const parts = Math.max(1, Math.ceil(missing / longest));
  if (parts === 1 && written === 0) return { section, range };
  const length = missing / parts;
  const points = pointsBetween(section.points, written / range.target, (written + length) / range.target);
  return {
    section: { ...section, length: roundLength(length), points },
    range: parts === 1 ? range : rangeAround(length, written),
  };
}

/** The points whose turn comes between two shares, 0 to 1, of a section that treats one after the other. */
function pointsBetween(points: readonly string[], from: number, to: number): readonly string[] {
  const due = points.filter((_, index) => {
    const middle = (index + 0.5) / points.length;
    return middle >= from && middle < to;
  });
  const current = Math.min(Math.floor(from * points.length), points.length - 1);
  return due.length > 0 ? due : points.slice(Math.max(current, 0), current + 1);
}

/**
 * Most tokens to generate for a text.
 * @param characters its length
 * @param sample words in its language
 */
export function tokenBudget(characters: number, sample: string): number {
  const perCharacter = /\p{Script=Han}/u.test(sample) ? TOKENS_PER_CHARACTER : TOKENS_PER_WORD;
  return Math.ceil(characters * perCharacter) + SPARE_TOKENS;
}
