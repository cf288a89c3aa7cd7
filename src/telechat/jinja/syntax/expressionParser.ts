import { Float, integer } from '../values/values.ts';
import type { CallArguments, Expression, FilterCall } from './nodes.ts';
import type { TokenStream } from './tokenStream.ts';

const CONSTANTS = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];
/** Functions of Jinja2 that no chat template has use for. */
const UNSUPPORTED = new Set(['cycler', 'joiner', 'lipsum']);
const NO_ARGUMENTS: CallArguments = { positional: [], named: [], items: undefined, entries: undefined };

/** What a template may call; anything else is refused before it is rendered. */
export interface KnownNames {
  readonly filters: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
}

/** Parses expressions by recursive descent; the order of the methods is that of precedence, the loosest first. */
export class ExpressionParser {
  constructor(
    private readonly tokens: TokenStream,
    private readonly known: KnownNames,
  ) {}

  /** One expression, or several with commas between, which make a tuple. */
  list(withCondition = true): Expression {
    const one = () => (withCondition ? this.expression() : this.or());
    const first = one();
    if (!this.tokens.is('operator', ',')) return first;
    const items = [first];
    while (this.tokens.skip('operator', ',')) {
      if (this.endsList()) break;
      items.push(one());
    }
    return { kind: 'tuple', items };
  }

  private endsList(): boolean {
    const { tokens } = this;
    return tokens.is('blockEnd') || tokens.is('printEnd') || tokens.is('operator', ')');
  }

  /** One expression, `a if b else c` included. @throws JinjaError at what is none */
  expression(): Expression {
    let value = this.or();
    while (this.tokens.skip('name', 'if')) {
      const test = this.or();
      const otherwise = this.tokens.skip('name', 'else') ? this.expression() : undefined;
      value = { kind: 'condition', test, value, otherwise };
    }
    return value;
  }

  /** One without a condition at its top: what `for x in … if …` takes, whose `if` is the loop's own. */
  or(): Expression {
    let left = this.and();
    while (this.tokens.skip('name', 'or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.tokens.skip('name', 'and')) left = { kind: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    return this.tokens.skip('name', 'not') ? { kind: 'not', value: this.not() } : this.comparison();
  }

  private comparison(): Expression {
    const first = this.sum();
    const rest: { operator: string; value: Expression }[] = [];
    for (;;) {
      const operator = this.comparisonOperator();
      if (operator === undefined) break;
      rest.push({ operator, value: this.sum() });
    }
    return rest.length === 0 ? first : { kind: 'compare', first, rest };
  }

  private comparisonOperator(): string | undefined {
    const { tokens } = this;
    if (tokens.is('operator', ...COMPARISONS)) return tokens.next().text;
    if (tokens.skip('name', 'in')) return 'in';
    if (tokens.is('name', 'not') && tokens.following.kind === 'name' && tokens.following.text === 'in') {
      tokens.next();
      tokens.next();
      return 'not in';
    }
    return undefined;
  }

  private sum(): Expression {
    return this.binary(['+', '-'], () => this.concatenation());
  }

  private concatenation(): Expression {
    const parts = [this.product()];
    while (this.tokens.skip('operator', '~')) parts.push(this.product());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'concat', parts };
  }

  private product(): Expression {
    return this.binary(['*', '/', '//', '%'], () => this.binary(['**'], () => this.unary(true)));
  }

  private binary(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    while (this.tokens.is('operator', ...operators)) {
      const operator = this.tokens.next().text;
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  private unary(withFilters: boolean): Expression {
    const { tokens } = this;
    let value: Expression;
    if (tokens.is('operator', '-', '+')) {
      const sign = tokens.next().text === '-' ? '-' : '+';
      value = { kind: 'sign', sign, value: this.unary(false) };
    } else {
      value = this.primary();
    }
    value = this.postfix(value);
    return withFilters ? this.filtersAndTests(value) : value;
  }

  private primary(): Expression {
    const { tokens } = this;
    const { kind, text } = tokens.next();
    if (kind === 'name') {
      const constant = CONSTANTS.get(text);
      return constant === undefined ? { kind: 'name', name: text } : { kind: 'constant', value: constant };
    }
    if (kind === 'string') {
      let value = text;
      while (tokens.is('string')) value += tokens.next().text;
      return { kind: 'constant', value };
    }
    if (kind === 'integer') return { kind: 'constant', value: integer(Number(text)) };
    if (kind === 'float') return { kind: 'constant', value: new Float(Number(text)) };
    if (kind === 'operator' && text === '(') return this.parenthesised();
    if (kind === 'operator' && text === '[') {
      return { kind: 'list', items: this.upTo(']', () => this.expression()) };
    }
    if (kind === 'operator' && text === '{')
      return { kind: 'dict', entries: this.upTo('}', () => this.entry()) };
    return tokens.fail(`unexpected '${text || kind}'`);
  }

  private parenthesised(): Expression {
    if (this.tokens.skip('operator', ')')) return { kind: 'tuple', items: [] };
    const value = this.list();
    this.tokens.expect('operator', ')');
    return value;
  }

  private entry(): readonly [Expression, Expression] {
    const key = this.expression();
    this.tokens.expect('operator', ':');
    return [key, this.expression()];
  }

  private upTo<T>(end: string, one: () => T): T[] {
    const all: T[] = [];
    while (!this.tokens.skip('operator', end)) {
      if (all.length > 0) this.tokens.expect('operator', ',');
      if (this.tokens.skip('operator', end)) break;
      all.push(one());
    }
    return all;
  }

  private postfix(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.tokens.skip('operator', '.')) value = this.member(value);
      else if (this.tokens.skip('operator', '[')) value = this.subscript(value);
      else if (this.tokens.is('operator', '(')) value = this.call(value);
      else return value;
    }
  }

  private member(object: Expression): Expression {
    const { kind, text } = this.tokens.next();
    if (kind === 'integer') return { kind: 'item', object, key: { kind: 'constant', value: Number(text) } };
    if (kind !== 'name') this.tokens.fail(`expected a name after '.'`);
    return { kind: 'attribute', object, name: text };
  }

  private subscript(object: Expression): Expression {
    const bounds: (Expression | undefined)[] = [undefined];
    let isSlice = false;
    while (!this.tokens.skip('operator', ']')) {
      if (this.tokens.skip('operator', ':')) {
        isSlice = true;
        bounds.push(undefined);
      } else if (bounds.at(-1) === undefined) bounds[bounds.length - 1] = this.expression();
      else this.tokens.fail(`expected ']' or ':'`);
    }
    if (bounds.length > 3) this.tokens.fail('a slice has at most two colons');
    const [key] = bounds;
    if (isSlice) return { kind: 'slice', object, bounds };
    return key ? { kind: 'item', object, key } : this.tokens.fail('a subscript is empty');
  }

  private call(callee: Expression): Expression {
    if (callee.kind === 'attribute' && !this.known.methods.has(callee.name)) {
      this.tokens.fail(`the method '${callee.name}' is not supported`);
    }
    if (callee.kind === 'name' && UNSUPPORTED.has(callee.name)) {
      this.tokens.fail(`the function '${callee.name}' is not supported`);
    }
    return { kind: 'call', callee, args: this.arguments() };
  }

  private arguments(): CallArguments {
    const { tokens } = this;
    tokens.expect('operator', '(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let items: Expression | undefined;
    let entries: Expression | undefined;
    this.upTo(')', () => {
      if (tokens.skip('operator', '**')) entries = this.expression();
      else if (tokens.skip('operator', '*')) items = this.expression();
      else if (tokens.is('name') && tokens.following.kind === 'operator' && tokens.following.text === '=') {
        const name = tokens.next().text;
        tokens.next();
        named.push([name, this.expression()]);
      } else if (named.length > 0 || entries)
        tokens.fail('an argument without a name follows one with a name');
      else positional.push(this.expression());
    });
    return { positional, named, items, entries };
  }

  private filtersAndTests(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.tokens.skip('operator', '|')) value = { kind: 'filter', filter: this.filter(), value };
      else if (this.tokens.skip('name', 'is')) value = this.test(value);
      else if (this.tokens.is('operator', '(')) value = this.call(value);
      else return value;
    }
  }

  /** Filters joined by `|`. */
  filters(): FilterCall[] {
    const filters = [this.filter()];
    while (this.tokens.skip('operator', '|')) filters.push(this.filter());
    return filters;
  }

  private filter(): FilterCall {
    const { text: name } = this.tokens.expect('name');
    if (!this.known.filters.has(name)) this.tokens.fail(`the filter '${name}' is not supported`);
    return { name, args: this.tokens.is('operator', '(') ? this.arguments() : NO_ARGUMENTS };
  }

  private test(value: Expression): Expression {
    const { tokens } = this;
    const negated = tokens.skip('name', 'not');
    const { text: name } = tokens.expect('name');
    if (!this.known.tests.has(name)) tokens.fail(`the test '${name}' is not supported`);
    const test: Expression = { kind: 'test', test: { name, args: this.testArguments() }, value };
    return negated ? { kind: 'not', value: test } : test;
  }

  /** A test's only argument needs no brackets. */
  private testArguments(): CallArguments {
    const { tokens } = this;
    if (tokens.is('operator', '(')) return this.arguments();
    const isWord = tokens.is('name') && !tokens.is('name', 'else', 'or', 'and', 'if', 'is', 'in', 'not');
    const isValue = tokens.is('string') || tokens.is('integer') || tokens.is('float');
    if (!isWord && !isValue && !tokens.is('operator', '[', '{')) return NO_ARGUMENTS;
    return { ...NO_ARGUMENTS, positional: [this.postfix(this.primary())] };
  }
}
