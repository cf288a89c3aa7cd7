import { JinjaError } from '../jinjaError.ts';
import type { Token, TokenKind } from './lexer.ts';

/** Walks over the tokens of a template. */
export class TokenStream {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get current(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', line: 0 };
  }

  get following(): Token {
    return this.tokens[this.at + 1] ?? { kind: 'end', text: '', line: 0 };
  }

  next(): Token {
    const token = this.current;
    this.at++;
    return token;
  }

  is(kind: TokenKind, ...texts: readonly string[]): boolean {
    return this.current.kind === kind && (texts.length === 0 || texts.includes(this.current.text));
  }

  /** Takes the token if it is this one. */
  skip(kind: TokenKind, text: string): boolean {
    const found = this.is(kind, text);
    if (found) this.at++;
    return found;
  }

  expect(kind: TokenKind, text?: string): Token {
    if (this.current.kind !== kind || (text !== undefined && this.current.text !== text)) {
      this.fail(`expected ${text ?? kind}, found '${this.current.text || this.current.kind}'`);
    }
    return this.next();
  }

  fail(why: string): never {
    throw new JinjaError(`line ${this.current.line}: ${why}`);
  }
}
