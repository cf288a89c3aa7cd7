import type { TextFilter } from '../../sections/sectionBody.ts';

/** A greeting on a line of its own: `尊敬的王经理：`, `您好！`, `Dear Ms Li,`. */
const GREETING =
  /^\s*(?:(?:尊敬的|亲爱的|各位|敬爱的)[^\n。]{0,24}[：:，,！!]?|(?:您|你|大家|各位)好[！!。，,：:]?|(?:dear|hi|hello)\b[^\n.]{0,40}[,:!]?)\s*$/i;
/** What stands below a letter: `此致`, `敬礼！`, `祝好`, a date, a blank where a name belongs. */
const SIGN_OFF =
  /^\s*(?:此致|敬礼|祝好|顺祝[^\n。]{0,12}|祝[^\n。]{0,10}|谢谢|(?:发件人|署名|签名|联系人|联系方式|联系电话|日期)[：:]?[^\n。]{0,20}|[×\s年月日]+|(?:best|kind|warm)? ?regards|sincerely|yours [a-z]+|\[to be filled in\])[！!。，,]?\s*$/i;
const SUBJECT = /^\s*\**(?:主题|标题|邮件主题|subject)\**[：:][^\n]*\s*$/i;

/** A longer line is none of these, … */
const LONGEST = 48;
/** … and neither is one with words after the end of a sentence. */
const TEXT = /[。；]./;

/** Leaves out the subject, the greeting and the sign-off of a letter, which the program itself writes. */
export class LetterFilter implements TextFilter {
  /** The line under way as far as it may be one of these; undefined further on in a line of text. */
  private line: string | undefined = '';
  private hasBegun = false;
  /** Lines that are a sign-off unless text follows them. */
  private held = '';

  constructor(private readonly next: TextFilter) {}

  push(delta: string): string {
    const pieces = delta.split(/(\n)/).map((piece) => (piece === '\n' ? this.endLine() : this.add(piece)));
    return this.next.push(pieces.join(''));
  }

  end(): string {
    return this.next.push(this.line ? this.take(this.line) : '') + this.next.end();
  }

  private add(piece: string): string {
    if (this.line === undefined) return piece;
    this.line += piece;
    return this.line.length > LONGEST || TEXT.test(this.line) ? this.release(this.line) : '';
  }

  private endLine(): string {
    const passed = this.line === undefined ? '\n' : this.take(`${this.line}\n`);
    this.line = '';
    return passed;
  }

  /** Lets a line of text pass, with what was held before it. */
  private release(line: string): string {
    const text = this.held + line;
    this.held = '';
    this.line = undefined;
    this.hasBegun = true;
    return text;
  }

  /** Judges a whole line. */
  private take(line: string): string {
    if (!this.hasBegun && (line.trim() === '' || GREETING.test(line) || SUBJECT.test(line))) return '';
    if (line.trim() !== '' && !SIGN_OFF.test(line)) return this.release(line);
    this.held += line;
    return '';
  }
}
