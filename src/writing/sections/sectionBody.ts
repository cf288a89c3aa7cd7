import { countCharacters } from '../text/measure.ts';
import type { RepetitionGuard } from '../text/repetitionGuard.ts';
import {
  endsSentence,
  joint,
  missingStop,
  nextListMark,
  splitBeforePauses,
  splitSentences,
  startsWithPause,
  withoutWiderGap,
} from '../text/sentences.ts';

/** Cleans text that streams in; what it returns, joined, is the clean text. */
export interface TextFilter {
  push(delta: string): string;
  /** What was held back, once the text has ended. */
  end(): string;
}

/** Where an answer ends at the latest, in characters of the whole body. */
export interface AnswerLimits {
  /** From here on the body ends with the paragraph; absent, it does not end for that. */
  readonly endAtParagraph?: number;
  /** From here on the body ends with the sentence. */
  readonly endAtSentence: number;
  /** From here on the body ends with the clause. */
  readonly endAtClause: number;
  /** Here the body ends. */
  readonly cutAt: number;
}

/** The body of a section as it grows, answer by answer: cleaned, without repetitions, within its limits. */
export class SectionBody {
  private written: string;
  private limits: AnswerLimits = { endAtSentence: 0, endAtClause: 0, cutAt: 0 };
  /** Where the answer under way begins in the body. */
  private from = { offset: 0, characters: 0 };
  private between = '';
  /** A colon and what it announces come together, or neither does. */
  private colon = '';
  private full = false;

  /** @param begun the body as far as an earlier attempt came */
  constructor(
    private readonly guard: RepetitionGuard,
    begun = '',
  ) {
    this.written = begun;
    guard.learn(begun);
  }

  /** The body so far. */
  get text(): string {
    return this.written;
  }

  /** Characters of the body so far. */
  get characters(): number {
    return countCharacters(this.written);
  }

  /** The answer under way as far as it came into the body. */
  get answer(): string {
    return this.written.slice(this.from.offset);
  }

  /** True once no more of the answer under way is wanted. */
  get isComplete(): boolean {
    return this.full || this.guard.repeated;
  }

  /** What begins the next item, where the body ends with a list. */
  get nextListMark(): string | undefined {
    return nextListMark(this.written);
  }

  /** Adds a sub-heading, which the program sets. @returns what it adds */
  addHeading(heading: string): string {
    const gap = this.written === '' ? '' : '\n\n';
    this.written += gap + heading;
    return gap + heading;
  }

  /** Begins an answer. @param between white space before it */
  begin(limits: AnswerLimits, between = joint(this.written)): void {
    this.limits = limits;
    this.from = { offset: this.written.length, characters: this.characters };
    this.between = between;
    this.full = false;
  }

  /** Takes clean text in, until the answer is complete. @returns what it adds to the body, piece by piece */
  *take(text: string): Generator<string> {
    if (text === '') return;
    const pieces = splitSentences(this.between + text).flatMap(splitBeforePauses);
    this.between = '';
    for (const piece of pieces) {
      this.full ||= this.isFullBefore(piece);
      if (this.isComplete) return;
      yield* this.append(this.guard.push(piece));
    }
    this.full ||= this.isFullBefore('');
  }

  /** Ends the answer. @returns what was held back of it, and whether it ended because it repeated itself */
  end(): { readonly text: string; readonly repeated: boolean } {
    const { repeated } = this.guard;
    const held = [...this.append(this.guard.restart())];
    // What the colon announces did not come.
    const stop = this.colon === '' ? [] : [...this.close()];
    return { text: [...held, ...stop].join(''), repeated };
  }

  /** Adds the full stop that a text lacks which was cut short. */
  close(): Generator<string> {
    this.colon = '';
    return this.append(missingStop(this.written));
  }

  private isFullBefore(next: string): boolean {
    const { endAtParagraph = Number.POSITIVE_INFINITY, endAtSentence, endAtClause, cutAt } = this.limits;
    const { answer } = this;
    const characters = this.from.characters + countCharacters(answer);
    if (characters >= cutAt) return true;
    // What a colon announces must not be left out.
    if (this.colon !== '') return false;
    if (characters >= endAtParagraph && answer !== '' && next.startsWith('\n')) return true;
    // A semicolon ends no text.
    if (characters >= endAtSentence && endsSentence(answer) && !/[；;]\s*$/.test(answer)) return true;
    return characters >= endAtClause && startsWithPause(next);
  }

  private *append(text: string): Generator<string> {
    const whole = this.colon + text;
    this.colon = /[：:]\s*$/.exec(whole)?.[0] ?? '';
    const fresh = withoutWiderGap(this.written, whole.slice(0, whole.length - this.colon.length));
    if (fresh === '') return;
    this.written += fresh;
    yield fresh;
  }
}
