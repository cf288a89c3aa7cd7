import type { Budget } from './budget.ts';
import { JinjaError } from './jinjaError.ts';
import {
  type Arguments,
  Attributes,
  areEqual,
  Callable,
  orElse,
  Tuple,
  Undefined,
  type Value,
} from './values/values.ts';

/** The variable `loop` of a loop over these items, turn by turn; only recursive loops, which there are not, are deeper. */
export function loopVariables(items: readonly Value[], budget: Budget): (index: number) => Attributes {
  const { length } = items;
  let seen: Value | undefined;
  const changed = new Callable('changed', ({ positional }) => {
    const now = new Tuple(positional);
    const isNew = seen === undefined || !areEqual(seen, now, budget);
    seen = now;
    return isNew;
  });
  return (index) => {
    const attributes = new Map<string, Value>([
      ['index', index + 1],
      ['index0', index],
      ['revindex', length - index],
      ['revindex0', length - index - 1],
      ['first', index === 0],
      ['last', index === length - 1],
      ['length', length],
      ['depth', 1],
      ['depth0', 0],
      ['previtem', orElse(items[index - 1], new Undefined('there is no previous item'))],
      ['nextitem', orElse(items[index + 1], new Undefined('there is no next item'))],
      ['changed', changed],
      ['cycle', new Callable('cycle', (args) => cycle(args, index))],
    ]);
    return new Attributes('LoopContext', (name) => attributes.get(name));
  };
}

function cycle({ positional }: Arguments, index: number): Value {
  if (positional.length === 0) throw new JinjaError('loop.cycle() needs items');
  return positional[index % positional.length] ?? null;
}
