import type { Budget } from './budget.ts';
import { Evaluator } from './evaluator.ts';
import { JinjaError } from './jinjaError.ts';
import { loopVariables } from './loop.ts';
import { Scope } from './scope.ts';
import type { Expression, FilterCall, Routine, Statement, Target } from './syntax/nodes.ts';
import { print } from './values/print.ts';
import {
  type Arguments,
  Callable,
  isTrue,
  iterate,
  Namespace,
  orElse,
  Tuple,
  Undefined,
  type Value,
} from './values/values.ts';

type For = Extract<Statement, { kind: 'for' }>;
/** How a body ended: `break` and `continue` go up to the loop around it. */
type Ending = 'break' | 'continue' | undefined;

/** Runs the statements of a template, and keeps what they print. */
export class Interpreter {
  private readonly evaluator: Evaluator;
  private output: string[] = [];

  constructor(private readonly budget: Budget) {
    this.evaluator = new Evaluator(budget);
  }

  /** @throws JinjaError for what Jinja2 refuses, JinjaLimitError when the budget is used up */
  render(body: readonly Statement[], scope: Scope): string {
    const outer = this.output;
    this.output = [];
    try {
      this.run(body, scope);
      return this.output.join('');
    } finally {
      this.output = outer;
    }
  }

  private run(body: readonly Statement[], scope: Scope): Ending {
    for (const statement of body) {
      this.budget.step();
      const ending = this.statement(statement, scope);
      if (ending) return ending;
    }
    return undefined;
  }

  private statement(node: Statement, scope: Scope): Ending {
    const { evaluator } = this;
    switch (node.kind) {
      case 'data':
        return this.write(node.text);
      case 'print':
        return this.write(print(evaluator.value(node.value, scope), this.budget));
      case 'if': {
        const branch = node.branches.find(({ test }) => isTrue(evaluator.value(test, scope)));
        return this.run(branch?.body ?? node.otherwise, scope);
      }
      case 'for':
        return this.loop(node, scope);
      case 'set':
        return this.assign(node.target, evaluator.value(node.value, scope), scope);
      case 'setBlock':
        return this.assign(node.target, this.filteredBody(node.body, node.filters, scope), scope);
      case 'filterBlock':
        return this.write(print(this.filteredBody(node.body, node.filters, scope), this.budget));
      case 'macro':
        scope.set(node.routine.name, this.routine(node.routine, scope));
        return undefined;
      case 'callBlock':
        return this.callBlock(node.call, node.routine, scope);
      case 'with': {
        const inner = new Scope(scope);
        for (const [target, value] of node.values) this.assign(target, evaluator.value(value, scope), inner);
        return this.run(node.body, inner);
      }
      case 'scope':
        return this.run(node.body, new Scope(scope));
      default:
        return node.kind;
    }
  }

  private write(text: string): undefined {
    this.budget.text(text.length);
    if (text !== '') this.output.push(text);
    return undefined;
  }

  private loop(node: For, scope: Scope): Ending {
    const items = this.loopItems(node, scope);
    const loopAt = loopVariables(items, this.budget);
    for (const [i, item] of items.entries()) {
      const inner = new Scope(scope);
      inner.set('loop', loopAt(i));
      this.assign(node.target, item, inner);
      if (this.run(node.body, inner) === 'break') break;
    }
    return items.length === 0 ? this.run(node.otherwise, new Scope(scope)) : undefined;
  }

  private loopItems({ target, items, test }: For, scope: Scope): readonly Value[] {
    const all = iterate(this.evaluator.value(items, scope), this.budget);
    if (!test) return all;
    return all.filter((item) => {
      const inner = new Scope(scope);
      this.assign(target, item, inner);
      return isTrue(this.evaluator.value(test, inner));
    });
  }

  private assign(target: Target, value: Value, scope: Scope): undefined {
    if (target.kind === 'name') {
      scope.set(target.name, value);
      return;
    }
    if (target.kind === 'attribute') {
      const namespace = scope.get(target.namespace);
      if (!(namespace instanceof Namespace)) {
        throw new JinjaError('cannot assign attribute on non-namespace object');
      }
      namespace.attributes.set(target.name, value);
      return;
    }
    const items = iterate(value, this.budget);
    if (items.length !== target.targets.length) {
      throw new JinjaError(`${items.length} values cannot be unpacked into ${target.targets.length} names`);
    }
    for (const [i, item] of items.entries()) {
      const one = target.targets[i];
      if (one) this.assign(one, item, scope);
    }
  }

  private filteredBody(body: readonly Statement[], filters: readonly FilterCall[], scope: Scope): Value {
    const text = this.render(body, new Scope(scope));
    return filters.reduce<Value>((value, filter) => this.evaluator.filtered(value, filter, scope), text);
  }

  private routine(routine: Routine, scope: Scope): Callable {
    return new Callable(routine.name, (args) =>
      this.budget.nested(() => this.render(routine.body, this.parametersOf(routine, args, scope))),
    );
  }

  private parametersOf({ name, parameters }: Routine, args: Arguments, scope: Scope): Scope {
    const inner = new Scope(scope);
    const named = new Map(args.named);
    for (const [i, parameter] of parameters.entries()) {
      const given = i < args.positional.length ? args.positional[i] : named.get(parameter.name);
      const byDefault =
        given === undefined && parameter.value ? this.evaluator.value(parameter.value, inner) : given;
      const missing = new Undefined(`parameter '${parameter.name}' of '${name}' was not provided`);
      const value = orElse(byDefault, missing);
      inner.set(parameter.name, value);
      named.delete(parameter.name);
    }
    inner.set('varargs', new Tuple(args.positional.slice(parameters.length)));
    const caller = named.get('caller');
    if (caller !== undefined) inner.set('caller', caller);
    named.delete('caller');
    inner.set('kwargs', new Map(named));
    return inner;
  }

  private callBlock(call: Expression, routine: Routine, scope: Scope): undefined {
    if (call.kind !== 'call') throw new JinjaError("'call' needs a call");
    const { positional, named } = this.evaluator.arguments(call.args, scope);
    const args = { positional, named: new Map(named).set('caller', this.routine(routine, scope)) };
    return this.write(
      print(this.evaluator.call(this.evaluator.value(call.callee, scope), args), this.budget),
    );
  }
}
