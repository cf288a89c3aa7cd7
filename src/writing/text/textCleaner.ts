import { withoutControls } from './controls.ts';

/** Marks that may stand before a heading's words: `## `, `**`, `一、`, `第一节 `, `（1）`, or the beginning of them. */
const MARKS = /^[\s#*]*(?:[（(]?第?[一二三四五六七八九十\d]{0,3}(?:部分?|章|节)?[、.．：:）)]*\s*)?[*\s]*/;
const HEADING = /^\s{0,3}#{1,6}\s+/;
/** The length that a title has in a plan: `（约200字）`. */
const LENGTH = /\s*[（(]约?\s*\d+\s*(?:字|words?)[）)][\s*：:。]*$/;
/** What may become it. */
const LENGTH_BEGINNING = /^\s*[（(]约?\s*\d*\s*(?:字|w[a-z]*)?[）)]?$/;
/** What may be a title with a colon after it. */
const LABEL = /^([^：:\n]{1,60})[：:]\**\s*/;
/** What no text begins with: a small model may end a sentence that it has not begun. */
const LOST = /^[\s，、。；：？！,.;:?!）)】》」』”’]+/;
/** Not shown until more text follows: white space, and punctuation with which no text should end. */
const HELD = /[\s，、：；,:;]*$/;

/**
 * Cleans a section's body while it streams in: drops repetitions of its title and marks of headings, punctuation at its
 * start, control characters, trailing white space and more than one blank line. What it returns, joined, is the clean text.
 */
export class TextCleaner {
  /** The beginning of a line of which it is not known yet whether it repeats a title. */
  private lineStart: string | undefined = '';
  private held = '';
  private started = false;

  /**
   * @param titles headings that the body must not repeat, however they are marked
   * @param plan phrases that are no text where they stand alone on a line without a mark; in a list they may
   */
  constructor(
    private readonly titles: readonly string[],
    private readonly plan: readonly string[] = [],
  ) {}

  /** @returns what of it can be shown already */
  push(delta: string): string {
    const pieces = withoutControls(delta).split(/(\n)/);
    return pieces.map((piece) => (piece === '\n' ? this.endLine() : this.addToLine(piece))).join('');
  }

  /** What was held back as a possible title when the text has ended. */
  end(): string {
    return this.endLine();
  }

  private addToLine(piece: string): string {
    if (this.lineStart === undefined) return this.show(piece);
    this.lineStart += piece;
    return this.mayBeTitle(this.lineStart) ? '' : this.releaseLineStart();
  }

  private endLine(): string {
    const text = this.isTitle(this.lineStart ?? '') ? '' : this.releaseLineStart();
    this.lineStart = '';
    this.held += '\n';
    return text;
  }

  private releaseLineStart(): string {
    const text = this.withoutLabel(this.lineStart?.replace(HEADING, '') ?? '');
    this.lineStart = undefined;
    return this.show(text);
  }

  /** `工作概述：…`: the title as a label of the text that follows on its line. */
  private withoutLabel(line: string): string {
    const [label, words = ''] = LABEL.exec(line) ?? [];
    return label !== undefined && this.titles.includes(titleWords(words)) ? line.slice(label.length) : line;
  }

  private show(text: string): string {
    const all = this.held + text;
    this.held = HELD.exec(all)?.[0] ?? '';
    const shown = all.slice(0, all.length - this.held.length);
    if (shown === '') return '';
    const clean = this.started ? collapseGap(shown) : shown.replace(LOST, '');
    this.started ||= clean !== '';
    return clean;
  }

  private mayBeTitle(line: string): boolean {
    const words = titleWords(line);
    return [...this.titles, ...this.plan].some(
      (title) =>
        title !== '' &&
        (title.startsWith(words) ||
          (words.startsWith(title) && LENGTH_BEGINNING.test(words.slice(title.length)))),
    );
  }

  private isTitle(line: string): boolean {
    return (
      this.titles.includes(titleWords(line)) ||
      this.plan.includes(line.replace(LENGTH, '').replace(/[\s：:。]+$/, ''))
    );
  }
}

function titleWords(line: string): string {
  return line
    .replace(MARKS, '')
    .replace(LENGTH, '')
    .replace(/[\s*：:。]+$/, '')
    .replace(/^[《“]|[》”]$/g, '');
}

/** At most one blank line where lines end; the indentation of a Chinese paragraph goes, that of a list stays. */
function collapseGap(text: string): string {
  return text.replace(/\s*\n\s*/g, (gap) => {
    const breaks = Math.min(gap.split('\n').length - 1, 2);
    const indentation = gap.slice(gap.lastIndexOf('\n') + 1).replaceAll('\u3000', '');
    return '\n'.repeat(breaks) + indentation;
  });
}
