import { repetition } from './measure.ts';
import { endsSentence, splitSentences } from './sentences.ts';

/** Shorter sentences may come again: greetings, list labels. */
const SHORTEST_REPETITION = 8;
/** A model that goes in circles without ending the sentence shows it in this many characters … */
const LOOP_WINDOW = 60;
/** … by this percentage of repeated 4-grams. */
const LOOP_REPETITION = 50;

/**
 * Keeps a sentence that was written before from being written again, and a sentence from going in circles. Text passes through as it streams in, except while
 * the sentence under way could still become one of the earlier ones.
 */
export class RepetitionGuard {
  private readonly sentences = new Set<string>();
  private sentence = '';
  private held = '';
  private recent = '';
  private found = false;

  /** True once the text repeats itself, until `restart`. */
  get repeated(): boolean {
    return this.found;
  }

  /** @returns what may be shown; nothing from the repetition on */
  push(text: string): string {
    let shown = '';
    for (const character of text) {
      if (this.found) break;
      shown += this.add(character);
    }
    return shown;
  }

  /** Takes note of text that is there already. */
  learn(text: string): void {
    for (const sentence of splitSentences(text)) {
      if (endsSentence(sentence)) this.finishSentence(sentence.trim());
    }
  }

  /** Ends the text: returns what was held back, and is ready for another. */
  restart(): string {
    const rest = this.found ? '' : this.held.trimEnd();
    this.held = '';
    this.sentence = '';
    this.recent = '';
    this.found = false;
    return rest;
  }

  private add(character: string): string {
    this.sentence += character;
    this.held += character;
    const words = this.sentence.trim();
    const ended = words !== '' && endsSentence(this.sentence);
    this.found = (ended && this.sentences.has(words)) || this.goesInCircles(character);
    if (this.found || (!ended && this.mayRepeat(words))) return '';
    if (ended) this.finishSentence(words);
    const shown = this.held;
    this.held = '';
    return shown;
  }

  private finishSentence(words: string): void {
    if (words.length >= SHORTEST_REPETITION) this.sentences.add(words);
    this.sentence = '';
  }

  private goesInCircles(character: string): boolean {
    this.recent = (this.recent + character).slice(-LOOP_WINDOW);
    return this.recent.length === LOOP_WINDOW && repetition(this.recent, 4) > LOOP_REPETITION;
  }

  private mayRepeat(words: string): boolean {
    if (words === '') return true;
    for (const known of this.sentences) if (known.startsWith(words)) return true;
    return false;
  }
}
