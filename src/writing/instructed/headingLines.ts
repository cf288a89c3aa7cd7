import type { TextFilter } from '../sections/sectionBody.ts';

/** A line that is a heading of a text in one piece: `一、背景`, `**1. Background**`, `（一）背景`. */
const HEADING_LINE =
  /^[\s*#]*((?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:[、．]|\.(?!\d)))\s*[^。；;：:，,.!?！？]{1,60}?)[：:*\s]*$/u;
/** What may still become one. */
const BEGINNING = /^[\s*#]*(?:[（(]?[一二三四五六七八九十\d]{0,3}[）)]?[、.．]?)[^。；;，,!?！？]{0,62}$/u;

/** Marks the headings of a text in one piece as second-level headings of Markdown. */
export class HeadingLines implements TextFilter {
  /** The line under way as long as it may be a heading; undefined further on. */
  private line: string | undefined = '';

  constructor(private readonly next: TextFilter) {}

  push(delta: string): string {
    return this.mark(this.next.push(delta));
  }

  end(): string {
    return this.mark(this.next.end()) + this.release();
  }

  private mark(text: string): string {
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
    const [, heading] = (isWhole && HEADING_LINE.exec(line)) || [];
    return heading === undefined ? line : `## ${heading}`;
  }
}
