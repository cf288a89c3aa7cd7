import { ExpressionParser, type KnownNames } from './expressionParser.ts';
import { tokenize } from './lexer.ts';
import type { Expression, Parameter, Routine, Statement, Target } from './nodes.ts';
import { TokenStream } from './tokenStream.ts';

/**
 * Parses a template.
 * @throws JinjaError at what is no Jinja, and at a statement, filter, test or method that is not supported, by name
 */
export function parse(template: string, known: KnownNames): Statement[] {
  const tokens = new TokenStream(tokenize(template));
  return new Parser(tokens, new ExpressionParser(tokens, known)).template();
}

class Parser {
  private loops = 0;

  constructor(
    private readonly tokens: TokenStream,
    private readonly expressions: ExpressionParser,
  ) {}

  template(): Statement[] {
    const body = this.body();
    if (!this.tokens.is('end')) this.tokens.fail(`unexpected '${this.tokens.following.text}'`);
    return body;
  }

  /** Statements up to a tag of one of these names, which is left at its name. */
  private body(...ends: readonly string[]): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      if (this.tokens.is('end')) {
        if (ends.length > 0) this.tokens.fail(`'${ends.at(-1)}' is missing`);
        return body;
      }
      if (this.tokens.is('blockBegin')) {
        const { kind, text } = this.tokens.following;
        if (kind === 'name' && ends.includes(text)) {
          this.tokens.next();
          return body;
        }
      }
      body.push(this.statement());
    }
  }

  private bodyToEnd(end: string): Statement[] {
    const body = this.body(end);
    this.tokens.next();
    return body;
  }

  private statement(): Statement {
    const { tokens } = this;
    if (tokens.is('data')) return { kind: 'data', text: tokens.next().text };
    if (tokens.is('printBegin')) {
      tokens.next();
      const value = this.expressions.list();
      tokens.expect('printEnd');
      return { kind: 'print', value };
    }
    tokens.expect('blockBegin');
    const { text: name } = tokens.expect('name');
    const statement = this.tag(name);
    tokens.expect('blockEnd');
    return statement;
  }

  private tag(name: string): Statement {
    switch (name) {
      case 'if':
        return this.if();
      case 'for':
        return this.for();
      case 'set':
        return this.set();
      case 'macro':
        return { kind: 'macro', routine: this.macro() };
      case 'call':
        return this.callBlock();
      case 'filter':
        return this.filterBlock();
      case 'with':
        return this.with();
      case 'generation':
        this.tokens.expect('blockEnd');
        return { kind: 'scope', body: this.bodyToEnd('endgeneration') };
      case 'break':
      case 'continue':
        if (this.loops === 0) this.tokens.fail(`'${name}' outside of a loop`);
        return { kind: name };
      default:
        return this.tokens.fail(`the statement '${name}' is not supported`);
    }
  }

  private if(): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.expressions.list(false);
      this.tokens.expect('blockEnd');
      branches.push({ test, body: this.body('elif', 'else', 'endif') });
      const { text } = this.tokens.next();
      if (text === 'endif') return { kind: 'if', branches, otherwise: [] };
      if (text === 'else') {
        this.tokens.expect('blockEnd');
        return { kind: 'if', branches, otherwise: this.bodyToEnd('endif') };
      }
    }
  }

  private for(): Statement {
    const target = this.targets();
    this.tokens.expect('name', 'in');
    const items = this.expressions.list(false);
    const test = this.tokens.skip('name', 'if') ? this.expressions.expression() : undefined;
    if (this.tokens.is('name', 'recursive')) this.tokens.fail("'recursive' loops are not supported");
    this.tokens.expect('blockEnd');
    this.loops++;
    const body = this.body('else', 'endfor');
    this.loops--;
    if (this.tokens.next().text === 'endfor') {
      return { kind: 'for', target, items, test, body, otherwise: [] };
    }
    this.tokens.expect('blockEnd');
    return { kind: 'for', target, items, test, body, otherwise: this.bodyToEnd('endfor') };
  }

  private set(): Statement {
    const target = this.targets();
    if (this.tokens.skip('operator', '=')) return { kind: 'set', target, value: this.expressions.list() };
    const filters = this.tokens.skip('operator', '|') ? this.expressions.filters() : [];
    this.tokens.expect('blockEnd');
    return { kind: 'setBlock', target, filters, body: this.bodyToEnd('endset') };
  }

  private macro(): Routine {
    const { text: name } = this.tokens.expect('name');
    const parameters = this.parameters();
    this.tokens.expect('blockEnd');
    return { name, parameters, body: this.routineBody('endmacro') };
  }

  private callBlock(): Statement {
    const parameters = this.tokens.is('operator', '(') ? this.parameters() : [];
    const call = this.expressions.expression();
    if (call.kind !== 'call') this.tokens.fail("'call' needs a call");
    this.tokens.expect('blockEnd');
    return {
      kind: 'callBlock',
      call,
      routine: { name: 'caller', parameters, body: this.routineBody('endcall') },
    };
  }

  /** A macro within a loop is not in the loop. */
  private routineBody(end: string): Statement[] {
    const { loops } = this;
    this.loops = 0;
    const body = this.bodyToEnd(end);
    this.loops = loops;
    return body;
  }

  private parameters(): Parameter[] {
    this.tokens.expect('operator', '(');
    const parameters: Parameter[] = [];
    while (!this.tokens.skip('operator', ')')) {
      if (parameters.length > 0) this.tokens.expect('operator', ',');
      const { text: name } = this.tokens.expect('name');
      const value = this.tokens.skip('operator', '=') ? this.expressions.expression() : undefined;
      if (value === undefined && parameters.at(-1)?.value) {
        this.tokens.fail('a parameter without a default follows one with a default');
      }
      parameters.push({ name, value });
    }
    return parameters;
  }

  private filterBlock(): Statement {
    const filters = this.expressions.filters();
    this.tokens.expect('blockEnd');
    return { kind: 'filterBlock', filters, body: this.bodyToEnd('endfilter') };
  }

  private with(): Statement {
    const values: [Target, Expression][] = [];
    while (!this.tokens.is('blockEnd')) {
      if (values.length > 0) this.tokens.expect('operator', ',');
      const target = this.target();
      this.tokens.expect('operator', '=');
      values.push([target, this.expressions.expression()]);
    }
    this.tokens.expect('blockEnd');
    return { kind: 'with', values, body: this.bodyToEnd('endwith') };
  }

  private targets(): Target {
    const first = this.target();
    if (!this.tokens.is('operator', ',')) return first;
    const targets = [first];
    while (this.tokens.skip('operator', ',')) {
      if (this.tokens.is('name', 'in') || this.tokens.is('operator', '=', ')')) break;
      targets.push(this.target());
    }
    return { kind: 'several', targets };
  }

  private target(): Target {
    if (this.tokens.skip('operator', '(')) {
      const targets = this.targets();
      this.tokens.expect('operator', ')');
      return targets;
    }
    const { text: name } = this.tokens.expect('name');
    if (!this.tokens.skip('operator', '.')) return { kind: 'name', name };
    return { kind: 'attribute', namespace: name, name: this.tokens.expect('name').text };
  }
}
