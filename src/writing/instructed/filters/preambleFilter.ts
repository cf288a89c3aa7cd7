import type { TextFilter } from '../../sections/sectionBody.ts';

/** A first line that only announces the text: `好的，以下是正文：`, `Here is the section:`. */
const PREAMBLE =
  /^\s*(?:(?:好的|当然)[，,。！!][^\n]*|(?:以下|下面|这)是[^\n]{0,40}[：:]|(?:具体)?(?:内容)?(?:补充|续写|接着)[^\n。]{0,8}[：:]|(?:sure|certainly|here is|here's)\b[^\n]*:)\s*$/i;
/** The beginning of such a line. */
const MAY_BE_PREAMBLE = /^\s*(?:好|当|以|下|这|具|内|补|续|接|sure|cert|here)/i;
/** A longer line is text. */
const LONGEST = 60;

/** Leaves out a first line that only announces the text. */
export class PreambleFilter implements TextFilter {
  /** The first line as far as it has come; undefined once it is decided. */
  private firstLine: string | undefined = '';

  constructor(private readonly next: TextFilter) {}

  push(delta: string): string {
    if (this.firstLine === undefined) return this.next.push(delta);
    this.firstLine += delta;
    if (this.firstLine.trim().length < 4) return '';
    const end = this.firstLine.trimStart().indexOf('\n');
    const isOpen =
      end < 0 && this.firstLine.trimStart().length < LONGEST && MAY_BE_PREAMBLE.test(this.firstLine);
    return isOpen ? '' : this.release();
  }

  end(): string {
    return (this.firstLine === undefined ? '' : this.release()) + this.next.end();
  }

  private release(): string {
    const text = (this.firstLine ?? '').trimStart();
    this.firstLine = undefined;
    const end = text.indexOf('\n');
    const line = end < 0 ? text : text.slice(0, end);
    return this.next.push(line.length < LONGEST && PREAMBLE.test(line) ? text.slice(line.length) : text);
  }
}
