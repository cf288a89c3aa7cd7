import { JinjaError } from '../jinjaError.ts';
import type { Method } from './method.ts';
import { Parameters } from './parameters.ts';
import { areEqual, type Dict, orElse, Tuple, type Value } from './values.ts';

/** The methods of list and tuple that change nothing; the sandbox of Jinja2 forbids the others too. */
export const listMethods: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  ['copy', (self) => [...self]],
  [
    'count',
    (self, args, budget) => {
      const wanted = new Parameters('count()', args, ['value']).needed('value');
      return self.filter((item) => areEqual(item, wanted, budget)).length;
    },
  ],
  [
    'index',
    (self, args, budget) => {
      const wanted = new Parameters('index()', args, ['value']).needed('value');
      const index = self.findIndex((item) => areEqual(item, wanted, budget));
      if (index < 0) throw new JinjaError('index(): the value is not in the list');
      return index;
    },
  ],
]);

/** The methods of dict that change nothing. */
export const mappingMethods: ReadonlyMap<string, Method<Dict>> = new Map<string, Method<Dict>>([
  [
    'get',
    (self, args) => {
      const given = new Parameters('get()', args, ['key', 'default']);
      return orElse(self.get(given.needed('key')), given.get('default') ?? null);
    },
  ],
  ['items', (self) => [...self].map((entry) => new Tuple(entry))],
  ['keys', (self) => [...self.keys()]],
  ['values', (self) => [...self.values()]],
  ['copy', (self) => new Map(self)],
]);
