import type { Budget } from '../budget.ts';
import type { Method } from '../values/method.ts';
import { holds } from '../values/operators.ts';
import { Parameters } from '../values/parameters.ts';
import {
  type Arguments,
  areEqual,
  asInteger,
  Callable,
  Float,
  numeric,
  Tuple,
  Undefined,
  type Value,
} from '../values/values.ts';

type Test = Method<Value, boolean>;

function comparing(operator: string): Test {
  return (value, args, budget) => holds(operator, value, other(args), budget);
}

function other(args: Arguments): Value {
  return new Parameters('a test', args, ['other']).needed('other');
}

function isSequence(value: Value): boolean {
  return (
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Map ||
    value instanceof Undefined
  );
}

function isCased(value: Value, budget: Budget, change: (text: string) => string): boolean {
  const text = typeof value === 'string' ? value : '';
  budget.text(text.length);
  return /\p{Lu}|\p{Ll}|\p{Lt}/u.test(text) && change(text) === text;
}

/** The tests of Jinja2: what may follow `is`. */
export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['integer', (value) => typeof value === 'number'],
  ['float', (value) => value instanceof Float],
  ['number', (value) => numeric(value) !== undefined],
  ['string', (value) => typeof value === 'string'],
  ['mapping', (value) => value instanceof Map],
  ['iterable', isSequence],
  ['sequence', isSequence],
  ['callable', (value) => value instanceof Callable || value instanceof Undefined],
  ['lower', (value, _args, budget) => isCased(value, budget, (text) => text.toLowerCase())],
  ['upper', (value, _args, budget) => isCased(value, budget, (text) => text.toUpperCase())],
  ['odd', (value) => Math.abs(asInteger(value, 'odd')) % 2 === 1],
  ['even', (value) => asInteger(value, 'even') % 2 === 0],
  [
    'divisibleby',
    (value, args) => asInteger(value, 'divisibleby') % asInteger(other(args), 'divisibleby') === 0,
  ],
  ['sameas', (value, args) => value === other(args)],
  ['in', (value, args, budget) => holds('in', value, other(args), budget)],
  ...['eq', 'equalto', '=='].map((name): [string, Test] => [
    name,
    (a, args, budget) => areEqual(a, other(args), budget),
  ]),
  ['ne', comparing('!=')],
  ['lt', comparing('<')],
  ['lessthan', comparing('<')],
  ['le', comparing('<=')],
  ['gt', comparing('>')],
  ['greaterthan', comparing('>')],
  ['ge', comparing('>=')],
]);
