import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { formatText } from './formatText.ts';
import {
  areEqual,
  compare,
  Float,
  integer,
  iterate,
  numeric,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

/**
 * Python's arithmetic: `+ - * / // % **`, on texts and lists too.
 * @throws JinjaError for what Python refuses
 */
export function calculate(operator: string, left: Value, right: Value, budget: Budget): Value {
  if (left instanceof Undefined) return left.fail();
  if (operator === '%' && typeof left === 'string') return formatText(left, right, budget);
  if (right instanceof Undefined) return right.fail();
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) {
    const isFloat = left instanceof Float || right instanceof Float || operator === '/';
    const result = arithmetic(operator, a, b);
    return isFloat || (operator === '**' && b < 0) ? new Float(result) : integer(result);
  }
  if (operator === '+') return join(left, right, budget);
  if (operator === '*') {
    if (typeof right === 'number' || typeof right === 'boolean') return repeat(left, Number(right), budget);
    if (typeof left === 'number' || typeof left === 'boolean') return repeat(right, Number(left), budget);
  }
  return refuse(operator, left, right);
}

function arithmetic(operator: string, a: number, b: number): number {
  if (b === 0 && ['/', '//', '%'].includes(operator)) throw new JinjaError('division by zero');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%': {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    }
    default:
      return a ** b;
  }
}

function join(left: Value, right: Value, budget: Budget): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.text(left.length + right.length);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    budget.items(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    budget.items(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  return refuse('+', left, right);
}

function repeat(value: Value, times: number, budget: Budget): Value {
  const count = Math.max(0, times);
  if (typeof value === 'string') {
    budget.text(value.length * count);
    return value.repeat(count);
  }
  const items = Array.isArray(value)
    ? value
    : value instanceof Tuple
      ? value.items
      : refuse('*', value, times);
  budget.items(items.length * count);
  const repeated = Array.from({ length: items.length === 0 ? 0 : count }, () => items).flat();
  return value instanceof Tuple ? new Tuple(repeated) : repeated;
}

function refuse(operator: string, left: Value, right: Value): never {
  throw new JinjaError(`'${operator}' is not defined for ${typeName(left)} and ${typeName(right)}`);
}

/** Python's comparisons and `in`. */
export function holds(operator: string, left: Value, right: Value, budget: Budget): boolean {
  switch (operator) {
    case '==':
      return areEqual(left, right, budget);
    case '!=':
      return !areEqual(left, right, budget);
    case 'in':
      return contains(right, left, budget);
    case 'not in':
      return !contains(right, left, budget);
    case '<':
      return compare(left, right, budget) < 0;
    case '<=':
      return compare(left, right, budget) <= 0;
    case '>':
      return compare(left, right, budget) > 0;
    default:
      return compare(left, right, budget) >= 0;
  }
}

function contains(container: Value, value: Value, budget: Budget): boolean {
  if (typeof container === 'string') {
    if (typeof value !== 'string') {
      throw new JinjaError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
    }
    budget.search(container, value);
    return container.includes(value);
  }
  if (container instanceof Map) return container.has(value);
  return iterate(container, budget).some((item) => areEqual(item, value, budget));
}
