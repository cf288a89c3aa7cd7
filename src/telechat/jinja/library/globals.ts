import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { Parameters } from '../values/parameters.ts';
import { print } from '../values/print.ts';
import {
  type Arguments,
  asInteger,
  asText,
  Callable,
  iterate,
  Namespace,
  type Value,
} from '../values/values.ts';
import { strftime } from './strftime.ts';

/** What the sandbox of Jinja2 lets range() make. */
const LONGEST_RANGE = 100_000;

/** The functions that every template has. */
export function globalFunctions(budget: Budget, now: Date): Callable[] {
  return [
    new Callable('range', (args) => range(args, budget)),
    new Callable('dict', (args) => new Map(entries(args, budget))),
    new Callable('namespace', (args) => {
      const attributes = entries(args, budget).map(([key, value]): [string, Value] => [
        print(key, budget),
        value,
      ]);
      return new Namespace(new Map(attributes));
    }),
    new Callable('raise_exception', (args) => {
      const message = new Parameters('raise_exception()', args, ['message']).needed('message');
      throw new JinjaError(print(message, budget));
    }),
    new Callable('strftime_now', (args) => {
      const format = new Parameters('strftime_now()', args, ['format']).needed('format');
      return strftime(asText(format, 'strftime_now()'), now);
    }),
  ];
}

function range({ positional }: Arguments, budget: Budget): Value[] {
  const bounds = positional.map((bound) => asInteger(bound, 'range()'));
  if (bounds.length < 1 || bounds.length > 3) throw new JinjaError('range() takes one to three arguments');
  const [start = 0, stop = 0, step = 1] = bounds.length === 1 ? [0, ...bounds] : bounds;
  if (step === 0) throw new JinjaError('range(): the step must not be zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > LONGEST_RANGE) throw new JinjaError(`range() makes at most ${LONGEST_RANGE} numbers`);
  budget.items(length);
  return Array.from({ length }, (_, i) => start + i * step);
}

function entries({ positional, named }: Arguments, budget: Budget): [Value, Value][] {
  if (positional.length > 1) throw new JinjaError('dict() takes at most one argument without a name');
  const [source] = positional;
  const given =
    source instanceof Map
      ? [...source]
      : source === undefined
        ? []
        : iterate(source, budget).map((pair): [Value, Value] => {
            const [key, value, ...rest] = iterate(pair, budget);
            if (key === undefined || value === undefined || rest.length > 0) {
              throw new JinjaError('dict() takes pairs of a key and a value');
            }
            return [key, value];
          });
  budget.items(given.length + named.size);
  return [...given, ...named];
}
