import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import type { Method } from '../values/method.ts';
import { type Arguments, asText, isTrue, iterate, type Value } from '../values/values.ts';
import { filters } from './filters.ts';
import { lookUp } from './sequenceFilters.ts';
import { tests } from './tests.ts';

type Filter = Method<Value>;

/** select, reject, selectattr and rejectattr: the items that a test holds for, or does not. */
function choosing(wanted: boolean, byAttribute: boolean): Filter {
  return (value, { positional, named }, budget) => {
    const attribute = byAttribute ? positional[0] : undefined;
    const [name, ...args] = byAttribute ? positional.slice(1) : positional;
    const test = testOf(name, { positional: args, named }, budget);
    return iterate(value, budget).filter((item) => test(lookUp(item, attribute, budget)) === wanted);
  };
}

function testOf(name: Value | undefined, args: Arguments, budget: Budget): (value: Value) => boolean {
  if (name === undefined) return isTrue;
  const test = tests.get(asText(name, 'select'));
  if (!test) throw new JinjaError(`the test '${asText(name, 'select')}' is not supported`);
  return (value) => {
    budget.step();
    return test(value, args, budget);
  };
}

/** map: an attribute of each item, or a filter of each. */
const map: Filter = (value, { positional, named }, budget) => {
  const [name, ...args] = positional;
  if (name === undefined && named.has('attribute')) {
    const otherwise = named.get('default');
    return iterate(value, budget).map((item) => lookUp(item, named.get('attribute'), budget, otherwise));
  }
  const filter = filters.get(asText(name ?? null, 'map'));
  if (!filter) throw new JinjaError(`the filter '${asText(name ?? null, 'map')}' is not supported`);
  return iterate(value, budget).map((item) => {
    budget.step();
    return filter(item, { positional: args, named }, budget);
  });
};

/** Every filter, those that take a test or another filter included. */
export const allFilters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...filters,
  ['map', map],
  ['select', choosing(true, false)],
  ['reject', choosing(false, false)],
  ['selectattr', choosing(true, true)],
  ['rejectattr', choosing(false, true)],
]);
