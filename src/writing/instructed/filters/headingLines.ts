import type { TextFilter } from '../../sections/sectionBody.ts';

/** A line that is a heading of a text in one piece: `一、背景`, `**1. Background**`, `（一）背景`. */
const HEADING_LINE =
  /^[\s*#]*((?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:[、．]|\.(?!\d)))\s*[^。；;：:，,.!?！？]{1,60}?)[：:*\s]*$/u;
/** One below the headings that the program sets: `（一）背景`. */
const SUBHEADING_LINE =
  /^[\s*#]*([（(][一二三四五六七八九十]{1,3}[）)]\s*[^。；;：:，,.!?！？]{1,60}?)[：:*\s]*$/u;
const FORMS = { '##': HEADING_LINE, '###': SUBHEADING_LINE } as const;
/** What may still become one. */
const BEGINNING = /^[\s*#]*(?:[（(]?[一二三四五六七八九十\d]{0,3}[）)]?[、.．]?)[^。；;，,!?！？]{0,62}$/u;

/**
 * Marks the headings that a model sets itself as headings of Markdown. Below the program's own headings an answer begins with
 * none: it would stay alone, since at the next one the answer ends.
 */
export class HeadingLines implements TextFilter {
  /** The line under way as long as it may be a heading; undefined further on. */
  private line: string | undefined = '';
  private isAtBeginning = true;

  /** @param mark of the level that they are to have */
  constructor(
    private readonly next: TextFilter,
    private readonly mark: '##' | '###',
  ) {}

  push(delta: string): string {
    return this.markLines(this.next.push(delta));
  }

  end(): string {
    return this.markLines(this.next.end()) + this.release();
  }

  private markLines(text: string): string {
    return text
      .split(/(\n)/)
      .map((piece) => (piece === '\n' ? this.endLine() : this.add(piece)))
      .join('');
  }

  private add(piece: string): string {
    if (this.line === undefined) return piece;
    this.line += piece;
    return BEGINNING.test(this.line) ? '' : this.release(false);
  }

  private endLine(): string {
    const line = this.release();
    this.line = '';
    return `${line}\n`;
  }

  private release(isWhole = true): string {
    const line = this.line ?? '';
    this.line = undefined;
    const [, heading] = (isWhole && FORMS[this.mark].exec(line)) || [];
    const isFirst = this.isAtBeginning;
    this.isAtBeginning &&= line.trim() === '';
    if (heading === undefined) return line;
    return isFirst && this.mark === '###' ? '' : `${this.mark} ${heading}`;
  }
}
