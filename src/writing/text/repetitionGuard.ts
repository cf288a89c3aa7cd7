import { repetition, unitGrams } from './measure.ts';
import { endsSentence, splitSentences } from './sentences.ts';

/** Shorter sentences may come again: greetings, list labels. */
const SHORTEST_REPETITION = 8;
const GRAM = 4;
/** A sentence with so many new 4-grams is shown before it has ended. */
const CERTAINLY_NEW = 8;
/** So many 4-grams without as much news and without an end are a loop, … */
const LONGEST_HELD = 120;
/** … and so are so many repeated sentences in a row. */
const LOOP_SENTENCES = 3;
/** A model that goes in circles without ending the sentence shows it in this many characters … */
const LOOP_WINDOW = 60;
/** … by this percentage of repeated 4-grams. */
const LOOP_REPETITION = 50;
/** A Chinese character three times in a row waits for another one, … */
const STAMMER = /(\p{Script=Han})\1{2}$/u;
/** … and five times in a row is a loop. */
const STUCK = /(\p{Script=Han})\1{4}$/u;

/**
 * Leaves out the sentences that say, but for a word, what was written before. Text passes through as it streams in,
 * except while the sentence under way has hardly a new word.
 */
export class RepetitionGuard {
  /** A sentence of which less than this share of the 4-grams is new says again what was said; 0 lets all pass. */
  leastNew = 0.15;
  private readonly known = new Set<string>();
  /** White space before the sentence under way. */
  private gap = '';
  /** White space before the sentences just left out. */
  private gapBefore = '';
  private sentence = '';
  private shown = 0;
  private recent = '';
  private repetitions = 0;
  private circles = false;

  /** True once the text does nothing but repeat itself, until `restart`. */
  get repeated(): boolean {
    return this.circles || this.repetitions >= LOOP_SENTENCES;
  }

  /** @returns what may be shown; nothing once the text is `repeated` */
  push(text: string): string {
    let shown = '';
    for (const character of text) {
      if (this.repeated) break;
      shown += this.add(character);
    }
    return shown;
  }

  /** Takes note of text that is there already. */
  learn(text: string): void {
    for (const sentence of splitSentences(text)) this.remember(sentence);
  }

  /** Ends the text: returns what was held back, and is ready for another. */
  restart(): string {
    // Where all may pass, the beginning of a loop is better than nothing.
    const rest = this.circles && this.leastNew > 0 ? '' : this.endSentence();
    this.remember(this.sentence.slice(0, this.shown));
    this.gap = '';
    this.gapBefore = '';
    this.sentence = '';
    this.shown = 0;
    this.recent = '';
    this.repetitions = 0;
    this.circles = false;
    return rest;
  }

  private add(character: string): string {
    const ended = character === '\n' ? this.endSentence() : '';
    if (this.sentence === '' && /\s/.test(character)) {
      this.gap += character;
      return ended;
    }
    this.sentence += character;
    this.circles = this.goesInCircles(character);
    if (this.circles) {
      this.sentence = this.sentence.slice(0, Math.max(this.shown, this.sentence.search(STUCK) + 1));
      return '';
    }
    if (endsSentence(this.sentence)) return this.endSentence();
    if (STAMMER.test(this.sentence)) return '';
    return this.shown > 0 || this.isCertainlyNew() ? this.show() : '';
  }

  private isCertainlyNew(): boolean {
    // The last one may end in half a word.
    const grams = unitGrams(this.sentence, GRAM).slice(0, -1);
    this.circles = grams.length > LONGEST_HELD;
    return this.countNew(grams) >= CERTAINLY_NEW;
  }

  /** Shows what is held of the sentence, unless it repeats an earlier one. */
  private endSentence(): string {
    if (this.sentence === '') return '';
    const repeats = this.shown === 0 && this.isRepetition(this.sentence);
    const text = repeats ? '' : this.show();
    this.repetitions = repeats ? this.repetitions + 1 : 0;
    if (repeats) this.leaveGap();
    else this.remember(this.sentence);
    this.sentence = '';
    this.shown = 0;
    return text;
  }

  /** Of the gaps around sentences that are left out the widest stays: a paragraph's rather than a line's. */
  private leaveGap(): void {
    const isWider = lineBreaks(this.gap) > lineBreaks(this.gapBefore);
    if (isWider || this.gapBefore === '') this.gapBefore = this.gap;
    this.gap = '';
  }

  private show(): string {
    if (this.shown === 0) this.leaveGap();
    const text = this.gapBefore + this.sentence.slice(this.shown);
    this.gapBefore = '';
    this.shown = this.sentence.length;
    return text;
  }

  private isRepetition(sentence: string): boolean {
    const grams = unitGrams(sentence, GRAM);
    return sentence.length >= SHORTEST_REPETITION && this.countNew(grams) < grams.length * this.leastNew;
  }

  /** New 4-grams, each counted once: a syllable said over and over is no news. */
  private countNew(grams: readonly string[]): number {
    return [...new Set(grams)].filter((gram) => !this.known.has(gram)).length;
  }

  private remember(sentence: string): void {
    for (const gram of unitGrams(sentence, GRAM)) this.known.add(gram);
  }

  private goesInCircles(character: string): boolean {
    this.recent = (this.recent + character).slice(-LOOP_WINDOW);
    if (STUCK.test(this.recent)) return true;
    return this.recent.length === LOOP_WINDOW && repetition(this.recent, GRAM) > LOOP_REPETITION;
  }
}

function lineBreaks(gap: string): number {
  return gap.split('\n').length - 1;
}
