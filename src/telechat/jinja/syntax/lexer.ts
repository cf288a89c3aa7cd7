import { JinjaError } from '../jinjaError.ts';
import { SPACE, stripEnd } from '../values/whitespace.ts';
import { unescapeString } from './stringLiteral.ts';

/** `data` is text outside of tags; `block…` are the ends of `{% %}`, `print…` of `{{ }}`; comments leave none. */
export type TokenKind =
  | 'data'
  | 'blockBegin'
  | 'blockEnd'
  | 'printBegin'
  | 'printEnd'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

/** `text` is that of a string without quotes and escapes; `line` counts from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly line: number;
}

const OPENING = /\{([%{#])([-+]?)/g;
const RAW = new RegExp(`\\{%[-+]?[${SPACE}]*raw[${SPACE}]*(-%\\}[${SPACE}]*|%\\})`, 'y');
const END_RAW = new RegExp(`\\{%([-+]?)[${SPACE}]*endraw[${SPACE}]*(\\+%\\}|-%\\}[${SPACE}]*|%\\}\\n?)`, 'g');
const END_COMMENT = new RegExp(`\\+#\\}|-#\\}[${SPACE}]*|#\\}\\n?`, 'g');
const END_BLOCK = new RegExp(`\\+%\\}|-%\\}[${SPACE}]*|%\\}\\n?`, 'y');
const END_PRINT = new RegExp(`-\\}\\}[${SPACE}]*|\\}\\}`, 'y');
const BLANKS = new RegExp(`[${SPACE}]+`, 'y');
const ONLY_BLANKS = new RegExp(`^[${SPACE}]+$`);

const NUMBER =
  /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)?/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

/**
 * Splits a template into tokens as Jinja2 does with trim_blocks and lstrip_blocks: the newline after a tag is taken
 * away, and so are the blanks before one that begins a line.
 * @throws JinjaError at what is no template
 */
export function tokenize(template: string): Token[] {
  return new Lexer(template.replace(/\r\n?/g, '\n').replace(/\n$/, '')).all();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private at = 0;
  private startsLine = true;
  private line = 1;
  private counted = 0;

  constructor(private readonly source: string) {}

  all(): Token[] {
    while (this.at < this.source.length) this.next();
    this.push('end', '');
    return this.tokens;
  }

  private next(): void {
    OPENING.lastIndex = this.at;
    const opening = OPENING.exec(this.source);
    if (!opening) {
      this.push('data', this.source.slice(this.at));
      this.at = this.source.length;
      return;
    }
    const [whole, kind, sign = ''] = opening;
    const text = this.source.slice(this.at, opening.index);
    this.push('data', this.beforeTag(text, sign, kind === '{'));
    this.at = opening.index;
    if (kind === '#') this.comment(whole.length);
    else if (kind === '{') this.code('printBegin', 'printEnd', END_PRINT, whole.length);
    else if (!this.raw()) this.code('blockBegin', 'blockEnd', END_BLOCK, whole.length);
  }

  private beforeTag(text: string, sign: string, isPrint: boolean): string {
    if (sign === '-') return stripEnd(text);
    if (sign === '+' || isPrint) return text;
    const start = text.lastIndexOf('\n') + 1;
    const isIndent = (start > 0 || this.startsLine) && ONLY_BLANKS.test(text.slice(start));
    return isIndent ? text.slice(0, start) : text;
  }

  private comment(begin: number): void {
    END_COMMENT.lastIndex = this.at + begin;
    const end = END_COMMENT.exec(this.source);
    if (!end) this.fail('a comment does not end');
    this.leave(end.index, end[0]);
  }

  /** @returns false where there is no raw block */
  private raw(): boolean {
    const begin = this.match(RAW);
    if (begin === undefined) return false;
    END_RAW.lastIndex = this.at + begin.length;
    const end = END_RAW.exec(this.source);
    if (!end) this.fail('a raw block does not end');
    this.startsLine = begin.endsWith('\n');
    const text = this.source.slice(this.at + begin.length, end.index);
    this.push('data', this.beforeTag(text, end[1] ?? '', false));
    this.leave(end.index, end[0]);
    return true;
  }

  private leave(index: number, end: string): void {
    this.at = index + end.length;
    this.startsLine = end.endsWith('\n');
  }

  private code(begin: TokenKind, end: TokenKind, pattern: RegExp, length: number): void {
    this.push(begin, '');
    this.at += length;
    for (let depth = 0; ; ) {
      const closing = depth === 0 ? this.match(pattern) : undefined;
      if (closing !== undefined) {
        this.push(end, '');
        this.leave(this.at, closing);
        return;
      }
      depth += this.token();
    }
  }

  /** Takes one token. @returns how many brackets it opens */
  private token(): number {
    if (this.at >= this.source.length) this.fail('a tag does not end');
    const blanks = this.match(BLANKS);
    if (blanks !== undefined) return this.take(blanks);
    const number = this.match(NUMBER);
    if (number !== undefined) {
      const isFloat = !/^0[box]/i.test(number) && /[.e]/i.test(number);
      this.push(isFloat ? 'float' : 'integer', number.replaceAll('_', ''));
      return this.take(number);
    }
    const name = this.match(NAME);
    if (name !== undefined) {
      this.push('name', name);
      return this.take(name);
    }
    const quoted = this.match(STRING);
    if (quoted !== undefined) {
      this.push('string', unescapeString(quoted.slice(1, -1)));
      return this.take(quoted);
    }
    const operator = this.match(OPERATOR) ?? this.fail(`unexpected '${this.source[this.at]}'`);
    this.push('operator', operator);
    this.take(operator);
    return '([{'.includes(operator) ? 1 : ')]}'.includes(operator) ? -1 : 0;
  }

  private take(text: string): 0 {
    this.at += text.length;
    return 0;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source)?.[0];
  }

  private push(kind: TokenKind, text: string): void {
    if (kind === 'data' && text === '') return;
    for (; this.counted < this.at; this.counted++) if (this.source[this.counted] === '\n') this.line++;
    this.tokens.push({ kind, text, line: this.line });
  }

  private fail(why: string): never {
    for (; this.counted < this.at; this.counted++) if (this.source[this.counted] === '\n') this.line++;
    throw new JinjaError(`line ${this.line}: ${why}`);
  }
}
