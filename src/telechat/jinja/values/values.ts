import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';

/** A value of Python, as far as templates have them; a number is an int, a dict a Map. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Float
  | Undefined
  | Value[]
  | Tuple
  | Dict
  | Namespace
  | Attributes
  | Callable;

/** A dict, in the order of insertion. Two keys are one by JavaScript's rules: 1 and True are two, unlike in Python. */
export type Dict = Map<Value, Value>;

/** The arguments of a call, evaluated. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** A number that Python would print with a point. */
export class Float {
  constructor(readonly value: number) {}
}

/** Jinja2's default Undefined: empty where it is printed or iterated, an error where more is asked of it. */
export class Undefined {
  constructor(private readonly why: string) {}

  /** What Jinja2 raises as UndefinedError. @throws JinjaError always */
  fail(): never {
    throw new JinjaError(this.why);
  }
}

/** Apart from lists, as Python prints and compares them differently. */
export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** What namespace() makes: its attributes alone can be set from within a loop. */
export class Namespace {
  constructor(readonly attributes: Map<string, Value>) {}
}

/** An object of ours with attributes that a template may read, as `loop` is. */
export class Attributes {
  constructor(
    readonly name: string,
    readonly get: (name: string) => Value | undefined,
  ) {}
}

/** A macro, or a function or method that is ours; `name` is what failures call it. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (args: Arguments) => Value,
  ) {}
}

/** A value, None included, or what stands for it where it is absent: `??` would take None for absent. */
export function orElse(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

/** What Python calls the type of a value. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  if (value instanceof Float) return 'float';
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Map) return 'dict';
  if (value instanceof Namespace) return 'Namespace';
  if (value instanceof Attributes) return value.name;
  return value instanceof Callable ? 'function' : 'list';
}

/** Python's truth: zero, None, what is undefined and what is empty are false. */
export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Map) return value.size > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The number behind an int, a bool or a float. */
export function numeric(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Float ? value.value : undefined;
}

/** An int of Python is exact; one that no double holds is refused. */
export function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new JinjaError('an integer is beyond 2^53');
  return value === 0 ? 0 : value;
}

/** @throws JinjaError when it is no text */
export function asText(value: Value, what: string): string {
  if (value instanceof Undefined) return value.fail();
  if (typeof value !== 'string') throw new JinjaError(`${what} takes a str, not ${typeName(value)}`);
  return value;
}

/** @throws JinjaError when it is no int */
export function asInteger(value: Value, what: string): number {
  if (value instanceof Undefined) return value.fail();
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'number') throw new JinjaError(`${what} takes an int, not ${typeName(value)}`);
  return value;
}

/**
 * What a for loop goes through; characters of a text are code points, a dict gives its keys.
 * @throws JinjaError for what cannot be iterated
 */
export function iterate(value: Value, budget: Budget): readonly Value[] {
  budget.step(typeof value === 'string' ? value.length : (sizeOf(value) ?? 0));
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Undefined) return [];
  if (typeof value === 'string') {
    budget.items(value.length);
    return [...value];
  }
  if (value instanceof Map) {
    budget.items(value.size);
    return [...value.keys()];
  }
  throw new JinjaError(`'${typeName(value)}' object is not iterable`);
}

/** Python's len(), for text in code points. @returns undefined for what has no length */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Map) return value.size;
  return value instanceof Undefined ? 0 : undefined;
}

/** Characters as Python counts them. */
export function codePoints(text: string): number {
  let count = text.length;
  for (const _ of text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) count--;
  return count;
}

/** Python's `==`. */
export function areEqual(a: Value, b: Value, budget: Budget): boolean {
  budget.step();
  if (typeof a === 'string' && typeof b === 'string' && a.length === b.length) budget.text(a.length);
  if (a === b) return true;
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) return left === right;
  if (a instanceof Undefined) return b instanceof Undefined;
  if (Array.isArray(a)) return Array.isArray(b) && areAllEqual(a, b, budget);
  if (a instanceof Tuple) return b instanceof Tuple && areAllEqual(a.items, b.items, budget);
  if (a instanceof Map && b instanceof Map) {
    return (
      a.size === b.size &&
      [...a].every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && areEqual(value, other, budget);
      })
    );
  }
  return false;
}

function areAllEqual(a: readonly Value[], b: readonly Value[], budget: Budget): boolean {
  return a.length === b.length && a.every((item, i) => areEqual(item, b[i] ?? null, budget));
}

/** Python's order of two values: negative, zero or positive. */
export function compare(a: Value, b: Value, budget: Budget): number {
  budget.step();
  if (a instanceof Undefined) return a.fail();
  if (b instanceof Undefined) return b.fail();
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (typeof a === 'string' && typeof b === 'string') {
    budget.text(Math.min(a.length, b.length));
    return compareText(a, b);
  }
  const [items, others] = [itemsOf(a), itemsOf(b)];
  if (items && others && Array.isArray(a) === Array.isArray(b)) {
    for (const [i, item] of items.entries()) {
      const other = others[i];
      if (other === undefined) return 1;
      if (!areEqual(item, other, budget)) return compare(item, other, budget);
    }
    return items.length - others.length;
  }
  throw new JinjaError(`'${typeName(a)}' and '${typeName(b)}' have no order`);
}

function itemsOf(value: Value): readonly Value[] | undefined {
  return Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
}

/** By code points: UTF-16 would put what is beyond U+FFFF before U+E000. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}
