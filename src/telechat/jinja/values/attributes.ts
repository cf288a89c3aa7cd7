import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { listMethods, mappingMethods } from './collectionMethods.ts';
import type { Method } from './method.ts';
import { represent } from './print.ts';
import { stringMethods } from './stringMethods.ts';
import {
  Attributes,
  asInteger,
  Callable,
  codePoints,
  Namespace,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

/** Every method that a value can have, by name. */
export const METHODS: ReadonlySet<string> = new Set([
  ...stringMethods.keys(),
  ...listMethods.keys(),
  ...mappingMethods.keys(),
  'cycle',
  'changed',
]);

/** `object.name`: a method or attribute, else what lies under that name. */
export function getAttribute(object: Value, name: string, budget: Budget): Value {
  if (object instanceof Undefined) return object.fail();
  const found = methodOf(object, name, budget) ?? entryOf(object, name, budget);
  return found === undefined ? missing(object, name, budget) : found;
}

/** `object[key]`: what lies there, else an attribute of that name. */
export function getItem(object: Value, key: Value, budget: Budget): Value {
  if (object instanceof Undefined) return object.fail();
  const found = entryOf(object, key, budget);
  if (found !== undefined) return found;
  const method = typeof key === 'string' ? methodOf(object, key, budget) : undefined;
  return method ?? missing(object, key, budget);
}

function missing(object: Value, key: Value, budget: Budget): Undefined {
  const name = typeof key === 'string' ? key : represent(key, budget);
  return new Undefined(`'${typeName(object)}' object has no attribute '${name}'`);
}

function entryOf(object: Value, key: Value, budget: Budget): Value | undefined {
  if (object instanceof Map) return object.get(key);
  if (object instanceof Namespace) return typeof key === 'string' ? object.attributes.get(key) : undefined;
  if (object instanceof Attributes) return typeof key === 'string' ? object.get(key) : undefined;
  if (typeof key !== 'number' && typeof key !== 'boolean') return undefined;
  const index = Number(key);
  if (Array.isArray(object)) return object.at(index);
  if (object instanceof Tuple) return object.items.at(index);
  if (typeof object !== 'string') return undefined;
  budget.text(object.length);
  return characterAt(object, index);
}

function characterAt(text: string, index: number): string | undefined {
  if (codePoints(text) === text.length) return text.at(index);
  return [...text].at(index);
}

function methodOf(object: Value, name: string, budget: Budget): Value | undefined {
  if (typeof object === 'string') return bind(object, name, stringMethods, budget);
  if (Array.isArray(object)) return bind(object, name, listMethods, budget);
  if (object instanceof Tuple) return bind([...object.items], name, listMethods, budget);
  return object instanceof Map ? bind(object, name, mappingMethods, budget) : undefined;
}

function bind<T>(
  self: T,
  name: string,
  methods: ReadonlyMap<string, Method<T>>,
  budget: Budget,
): Callable | undefined {
  const method = methods.get(name);
  return (
    method &&
    new Callable(name, (args) => {
      budget.text(typeof self === 'string' ? self.length : 0);
      return method(self, args, budget);
    })
  );
}

/**
 * `object[start:stop:step]`.
 * @throws JinjaError for what has no order
 */
export function getSlice(object: Value, bounds: readonly (Value | undefined)[], budget: Budget): Value {
  if (object instanceof Undefined) return object.fail();
  const cut = (items: readonly Value[]) => sliced(items, bounds, budget);
  if (Array.isArray(object)) return cut(object);
  if (object instanceof Tuple) return new Tuple(cut(object.items));
  if (typeof object !== 'string') throw new JinjaError(`'${typeName(object)}' object has no slices`);
  budget.items(object.length);
  return cut([...object]).join('');
}

function sliced(items: readonly Value[], bounds: readonly (Value | undefined)[], budget: Budget): Value[] {
  const [start, stop, given] = bounds.map((bound) =>
    bound === undefined || bound === null ? undefined : asInteger(bound, 'a slice'),
  );
  const step = given ?? 1;
  if (step === 0) throw new JinjaError('a slice cannot have a step of 0');
  const { length } = items;
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (bound: number | undefined, otherwise: number) => {
    if (bound === undefined) return otherwise;
    return Math.min(Math.max(bound < 0 ? bound + length : bound, least), most);
  };
  const from = place(start, step > 0 ? least : most);
  const to = place(stop, step > 0 ? most : least);
  budget.items(Math.abs(to - from));
  const result: Value[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) result.push(items[i] ?? null);
  return result;
}
