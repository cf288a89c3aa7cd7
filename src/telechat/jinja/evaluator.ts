import type { Budget } from './budget.ts';
import { JinjaError } from './jinjaError.ts';
import { allFilters } from './library/choosing.ts';
import { tests } from './library/tests.ts';
import type { Scope } from './scope.ts';
import type { CallArguments, Expression, FilterCall } from './syntax/nodes.ts';
import { getAttribute, getItem, getSlice } from './values/attributes.ts';
import { calculate, holds } from './values/operators.ts';
import { print } from './values/print.ts';
import {
  type Arguments,
  asText,
  Callable,
  Float,
  isTrue,
  iterate,
  numeric,
  orElse,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values/values.ts';

/** Works out expressions. */
export class Evaluator {
  constructor(readonly budget: Budget) {}

  /** @throws JinjaError for what Jinja2 refuses, JinjaLimitError when the budget is used up */
  value(node: Expression, scope: Scope): Value {
    this.budget.step();
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'name':
        return orElse(scope.get(node.name), new Undefined(`'${node.name}' is undefined`));
      case 'list':
        return this.all(node.items, scope);
      case 'tuple':
        return new Tuple(this.all(node.items, scope));
      case 'dict':
        return this.dict(node.entries, scope);
      case 'attribute':
        return getAttribute(this.value(node.object, scope), node.name, this.budget);
      case 'item':
        return getItem(this.value(node.object, scope), this.value(node.key, scope), this.budget);
      case 'slice':
        return getSlice(
          this.value(node.object, scope),
          node.bounds.map((bound) => bound && this.value(bound, scope)),
          this.budget,
        );
      case 'call':
        return this.call(this.value(node.callee, scope), this.arguments(node.args, scope));
      case 'filter':
        return this.filtered(this.value(node.value, scope), node.filter, scope);
      case 'test':
        return this.isTest(this.value(node.value, scope), node.test, scope);
      default:
        return this.operation(node, scope);
    }
  }

  private operation(node: Expression, scope: Scope): Value {
    switch (node.kind) {
      case 'not':
        return !isTrue(this.value(node.value, scope));
      case 'sign':
        return signed(node.sign, this.value(node.value, scope));
      case 'and':
      case 'or': {
        const left = this.value(node.left, scope);
        return isTrue(left) === (node.kind === 'or') ? left : this.value(node.right, scope);
      }
      case 'binary':
        return calculate(
          node.operator,
          this.value(node.left, scope),
          this.value(node.right, scope),
          this.budget,
        );
      case 'concat': {
        const parts = this.all(node.parts, scope).map((part) => print(part, this.budget));
        this.budget.text(parts.reduce((sum, part) => sum + part.length, 0));
        return parts.join('');
      }
      case 'compare':
        return this.compared(node.first, node.rest, scope);
      case 'condition':
        if (isTrue(this.value(node.test, scope))) return this.value(node.value, scope);
        return node.otherwise
          ? this.value(node.otherwise, scope)
          : new Undefined('an inline if was false and has no else');
      default:
        throw new JinjaError(`'${node.kind}' is not supported`);
    }
  }

  private all(nodes: readonly Expression[], scope: Scope): Value[] {
    return nodes.map((node) => this.value(node, scope));
  }

  private dict(entries: readonly (readonly [Expression, Expression])[], scope: Scope): Value {
    return new Map(
      entries.map(([key, value]): [Value, Value] => {
        const name = this.value(key, scope);
        if (Array.isArray(name) || name instanceof Map) {
          throw new JinjaError(`a ${typeName(name)} cannot be the key of a dict`);
        }
        return [name, this.value(value, scope)];
      }),
    );
  }

  private compared(
    first: Expression,
    rest: readonly { readonly operator: string; readonly value: Expression }[],
    scope: Scope,
  ): boolean {
    let left = this.value(first, scope);
    for (const { operator, value } of rest) {
      const right = this.value(value, scope);
      if (!holds(operator, left, right, this.budget)) return false;
      left = right;
    }
    return true;
  }

  /** @throws JinjaError for what cannot be called, the reason of an Undefined included */
  call(callee: Value, args: Arguments): Value {
    if (callee instanceof Undefined) return callee.fail();
    if (!(callee instanceof Callable)) throw new JinjaError(`'${typeName(callee)}' object is not callable`);
    return callee.call(args);
  }

  /** Evaluates what stands in a call, `*items` and `**entries` unpacked. @throws JinjaError for entries that are no dict */
  arguments({ positional, named, items, entries }: CallArguments, scope: Scope): Arguments {
    const values = this.all(positional, scope);
    const names = new Map(named.map(([name, value]) => [name, this.value(value, scope)]));
    if (items) values.push(...iterate(this.value(items, scope), this.budget));
    if (entries) {
      const more = this.value(entries, scope);
      if (!(more instanceof Map)) throw new JinjaError('what stands after ** must be a dict');
      for (const [name, value] of more) names.set(asText(name, '**'), value);
    }
    return { positional: values, named: names };
  }

  /** The parser has seen to it that the filter exists. */
  filtered(value: Value, { name, args }: FilterCall, scope: Scope): Value {
    const filter = allFilters.get(name);
    if (!filter) throw new JinjaError(`the filter '${name}' is not supported`);
    return filter(value, this.arguments(args, scope), this.budget);
  }

  private isTest(value: Value, { name, args }: FilterCall, scope: Scope): boolean {
    const test = tests.get(name);
    if (!test) throw new JinjaError(`the test '${name}' is not supported`);
    return test(value, this.arguments(args, scope), this.budget);
  }
}

function signed(sign: '-' | '+', value: Value): Value {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) throw new JinjaError(`'${sign}' is not defined for ${typeName(value)}`);
  const result = sign === '-' ? -number : number;
  return value instanceof Float ? new Float(result) : result === 0 ? 0 : result;
}
