import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { getItem } from '../values/attributes.ts';
import type { Method } from '../values/method.ts';
import { calculate } from '../values/operators.ts';
import { Parameters } from '../values/parameters.ts';
import { print } from '../values/print.ts';
import {
  areEqual,
  compare,
  isTrue,
  iterate,
  orElse,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from '../values/values.ts';

type Filter = Method<Value>;

const first: Filter = (value, _args, budget) => orElse(iterate(value, budget)[0], nothing('first'));
const last: Filter = (value, _args, budget) => orElse(iterate(value, budget).at(-1), nothing('last'));

function nothing(which: string): Undefined {
  return new Undefined(`No ${which} item, sequence was empty.`);
}

/** The attribute that a filter is told to look at: `a.b` leads further, a number is an index. */
export function lookUp(item: Value, attribute: Value | undefined, budget: Budget, otherwise?: Value): Value {
  if (attribute === undefined || attribute === null) return item;
  if (typeof attribute === 'number') return getItem(item, attribute, budget);
  let value = item;
  for (const part of print(attribute, budget).split('.')) {
    value = getItem(value, /^\d+$/.test(part) ? Number(part) : part, budget);
    if (value instanceof Undefined && otherwise !== undefined) return otherwise;
  }
  return value;
}

function folded(value: Value, caseSensitive: Value | undefined): Value {
  return typeof value === 'string' && !isTrue(caseSensitive ?? false) ? value.toLowerCase() : value;
}

const join: Filter = (value, args, budget) => {
  const given = new Parameters('join', args, ['d', 'attribute']);
  const separator = print(given.get('d') ?? '', budget);
  const attribute = given.get('attribute');
  const parts = iterate(value, budget).map((item) => print(lookUp(item, attribute, budget), budget));
  budget.text(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
  return parts.join(separator);
};

const list: Filter = (value, _args, budget) => {
  const items = iterate(value, budget);
  budget.items(items.length);
  return [...items];
};

const reverse: Filter = (value, _args, budget) => {
  const items = [...iterate(value, budget)].reverse();
  budget.items(items.length);
  return typeof value === 'string' ? items.join('') : items;
};

const sort: Filter = (value, args, budget) => {
  const given = new Parameters('sort', args, ['reverse', 'case_sensitive', 'attribute']);
  const attributes = print(given.get('attribute') ?? '', budget).split(',');
  const sensitive = given.get('case_sensitive');
  const keyed = iterate(value, budget).map((item) => ({
    item,
    keys: attributes.map((name) => folded(lookUp(item, name === '' ? undefined : name, budget), sensitive)),
  }));
  budget.items(keyed.length);
  const sign = isTrue(given.get('reverse') ?? false) ? -1 : 1;
  keyed.sort((a, b) => sign * compare([...a.keys], [...b.keys], budget));
  return keyed.map(({ item }) => item);
};

const unique: Filter = (value, args, budget) => {
  const given = new Parameters('unique', args, ['case_sensitive', 'attribute']);
  const seen: Value[] = [];
  return iterate(value, budget).filter((item) => {
    const key = folded(lookUp(item, given.get('attribute'), budget), given.get('case_sensitive'));
    if (seen.some((other) => areEqual(other, key, budget))) return false;
    seen.push(key);
    return true;
  });
};

function extreme(which: 'min' | 'max'): Filter {
  return (value, args, budget) => {
    const given = new Parameters(which, args, ['case_sensitive', 'attribute']);
    const key = (item: Value) =>
      folded(lookUp(item, given.get('attribute'), budget), given.get('case_sensitive'));
    const sign = which === 'max' ? 1 : -1;
    const [start, ...rest] = iterate(value, budget);
    if (start === undefined) return nothing(which);
    return rest.reduce(
      (best, item) => (sign * compare(key(item), key(best), budget) > 0 ? item : best),
      start,
    );
  };
}

const sum: Filter = (value, args, budget) => {
  const given = new Parameters('sum', args, ['attribute', 'start']);
  const attribute = given.get('attribute');
  return iterate(value, budget).reduce(
    (total, item) => calculate('+', total, lookUp(item, attribute, budget), budget),
    given.get('start') ?? 0,
  );
};

const items: Filter = (value, _args, budget) => {
  if (value instanceof Undefined) return [];
  if (!(value instanceof Map)) throw new JinjaError(`items takes a dict, not ${typeName(value)}`);
  budget.items(value.size);
  return [...value].map((entry) => new Tuple(entry));
};

const dictsort: Filter = (value, args, budget) => {
  const given = new Parameters('dictsort', args, ['case_sensitive', 'by', 'reverse']);
  if (value instanceof Undefined) return value.fail();
  if (!(value instanceof Map)) throw new JinjaError(`dictsort takes a dict, not ${typeName(value)}`);
  const place = (given.get('by') ?? 'key') === 'value' ? 1 : 0;
  const sign = isTrue(given.get('reverse') ?? false) ? -1 : 1;
  const key = (entry: readonly [Value, Value]) => folded(entry[place], given.get('case_sensitive'));
  return [...value].sort((a, b) => sign * compare(key(a), key(b), budget)).map((entry) => new Tuple(entry));
};

/** The filters that go through the items of something. */
export const sequenceFilters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['first', first],
  ['last', last],
  ['join', join],
  ['list', list],
  ['reverse', reverse],
  ['sort', sort],
  ['unique', unique],
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['sum', sum],
  ['items', items],
  ['dictsort', dictsort],
]);
