/** A cleaner of text that streams in; what it returns, joined, is the clean text. */
interface Cleaner {
  push(delta: string): string;
  end(): string;
}

/** Indentation, and the marks of a list item in any style: a model may number what has its bullet already. */
const MARK = /^([ \t]*)(?:[-*+•·●](?!\*)\s*|\d{1,2}(?:[、)）]|\.(?!\d))\s*|[（(]\d{1,2}[）)]\s*)*/;
/** What may still become such marks. */
const MARK_BEGINNING = /^\s*(?:(?:[-*+•·●]|[（(]?\d{1,2}[.、)）])\s*)*[（(]?\d{0,2}$/;

/** Makes every line that streams out of another cleaner a list item: `- …`. */
export class BulletLines implements Cleaner {
  /** The beginning of a line as far as it may be a mark; undefined further on in the line. */
  private lineStart: string | undefined = '';

  constructor(private readonly cleaner: Cleaner) {}

  /** @returns what is certain of the text so far: a line's beginning is held back while it may be a mark */
  push(delta: string): string {
    return this.mark(this.cleaner.push(delta));
  }

  /** @returns what was held back */
  end(): string {
    return this.mark(this.cleaner.end()) + this.release();
  }

  private mark(text: string): string {
    const pieces = text.split(/(\n)/);
    return pieces.map((piece) => (piece === '\n' ? this.endLine() : this.add(piece))).join('');
  }

  private add(piece: string): string {
    if (this.lineStart === undefined) return piece;
    this.lineStart += piece;
    return MARK_BEGINNING.test(this.lineStart) ? '' : this.release();
  }

  private endLine(): string {
    const line = this.release();
    this.lineStart = '';
    return `${line}\n`;
  }

  private release(): string {
    const line = this.lineStart ?? '';
    this.lineStart = undefined;
    const [mark = '', indentation = ''] = MARK.exec(line) ?? [];
    const words = line.slice(mark.length);
    return words === '' ? '' : `${indentation}- ${words}`;
  }
}
