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

  /** Takes the token, whatever it is; at the end the end, again and again. */
  next(): Token {
    const token = this.current;
    this.at++;
    return token;
  }

  /** Whether the token is of the kind and has one of the texts, any without. */
  is(kind: TokenKind, ...texts: readonly string[]): boolean {
    return this.current.kind === kind && (texts.length === 0 || texts.includes(this.current.text));
  }

  /** Takes the token if it is this one. */
  skip(kind: TokenKind, text: string): boolean {
    const found = this.is(kind, text);
    if (found) this.at++;
    return found;
  }

  /** Takes the token. @throws JinjaError with its line when it is another */
  expect(kind: TokenKind, text?: string): Token {
    if (this.current.kind !== kind || (text !== undefined && this.current.text !== text)) {
      this.fail(`expected ${text ?? kind}, found '${this.current.text || this.current.kind}'`);
    }
    return this.next();
  }

  /** @throws JinjaError with the line of the current token */
  fail(why: string): never {
    throw new JinjaError(`line ${this.current.line}: ${why}`);
  }
}
