import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import type { Method } from './method.ts';
import { Parameters } from './parameters.ts';
import { strip } from './strip.ts';
import { capitalize, replaceText, splitBlanks, splitText, title } from './text.ts';
import {
  type Arguments,
  asInteger,
  asText,
  codePoints,
  isTrue,
  iterate,
  Tuple,
  type Value,
} from './values.ts';
import { linesOf, SPACE, withoutBreak } from './whitespace.ts';

/** The methods of Python's str. */
export const stringMethods: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['upper', (self) => self.toUpperCase()],
  ['lower', (self) => self.toLowerCase()],
  ['title', (self) => title(self)],
  ['capitalize', (self) => capitalize(self)],
  ['strip', stripping('strip()', true, true)],
  ['lstrip', stripping('lstrip()', true, false)],
  ['rstrip', stripping('rstrip()', false, true)],
  ['startswith', affix('startswith()', (self, prefix) => self.startsWith(prefix))],
  ['endswith', affix('endswith()', (self, suffix) => self.endsWith(suffix))],
  ['removeprefix', (self, args) => without(self, args, (affix) => self.startsWith(affix), true)],
  ['removesuffix', (self, args) => without(self, args, (affix) => self.endsWith(affix), false)],
  ['split', splitting('split()', false)],
  ['rsplit', splitting('rsplit()', true)],
  ['splitlines', splitLines],
  ['replace', replacing],
  ['find', finding('find()', false, false)],
  ['rfind', finding('rfind()', true, false)],
  ['index', finding('index()', false, true)],
  ['rindex', finding('rindex()', true, true)],
  ['count', counting],
  ['join', joining],
  ['isdigit', (self) => /^\p{Nd}+$/u.test(self)],
  ['isalpha', (self) => /^\p{L}+$/u.test(self)],
  ['isalnum', (self) => /^[\p{L}\p{N}]+$/u.test(self)],
  ['isspace', (self) => new RegExp(`^[${SPACE}]+$`).test(self)],
  ['isupper', (self) => /\p{Lu}/u.test(self) && self === self.toUpperCase()],
  ['islower', (self) => /\p{Ll}/u.test(self) && self === self.toLowerCase()],
]);

function stripping(name: string, start: boolean, end: boolean): Method<string> {
  return (self, args) => strip(self, new Parameters(name, args, ['chars']).get('chars'), { start, end });
}

function affix(name: string, matches: (self: string, affix: string) => boolean): Method<string> {
  return (self, args) => {
    const wanted = new Parameters(name, args, ['affix']).needed('affix');
    const all = wanted instanceof Tuple ? wanted.items : [wanted];
    return all.some((one) => matches(self, asText(one, name)));
  };
}

function without(self: string, args: Arguments, has: (affix: string) => boolean, atStart: boolean): string {
  const affix = asText(new Parameters('a removed affix', args, ['affix']).needed('affix'), 'a removed affix');
  if (affix === '' || !has(affix)) return self;
  return atStart ? self.slice(affix.length) : self.slice(0, -affix.length);
}

function splitting(name: string, fromEnd: boolean): Method<string> {
  return (self, args, budget) => {
    const given = new Parameters(name, args, ['sep', 'maxsplit']);
    const most = asInteger(given.get('maxsplit') ?? -1, name);
    const sep = given.get('sep') ?? null;
    if (sep === null) return splitBlanks(self, most, fromEnd, budget);
    return splitText(self, asText(sep, name), most, fromEnd, budget);
  };
}

function splitLines(self: string, args: Arguments, budget: Budget): Value {
  const keep = isTrue(new Parameters('splitlines()', args, ['keepends']).get('keepends') ?? false);
  budget.items(self.length);
  return keep ? linesOf(self) : linesOf(self).map(withoutBreak);
}

function replacing(self: string, args: Arguments, budget: Budget): string {
  const given = new Parameters('replace()', args, ['old', 'new', 'count']);
  const [from, to] = [asText(given.needed('old'), 'replace()'), asText(given.needed('new'), 'replace()')];
  return replaceText(self, from, to, asInteger(given.get('count') ?? -1, 'replace()'), budget);
}

function finding(name: string, fromEnd: boolean, mustBeThere: boolean): Method<string> {
  return (self, args, budget) => {
    const given = new Parameters(name, args, ['sub', 'start', 'end']);
    const wanted = asText(given.needed('sub'), name);
    budget.search(self, wanted);
    budget.items(self.length);
    const characters = [...self];
    const bound = (value: Value | undefined, otherwise: number) => {
      if (value === undefined || value === null) return otherwise;
      const place = asInteger(value, name);
      return Math.min(Math.max(place < 0 ? place + characters.length : place, 0), characters.length);
    };
    const start = bound(given.get('start'), 0);
    const text = characters.slice(start, bound(given.get('end'), characters.length)).join('');
    const at = fromEnd ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (at < 0 && mustBeThere) throw new JinjaError(`${name}: substring not found`);
    return at < 0 ? -1 : start + codePoints(text.slice(0, at));
  };
}

function counting(self: string, args: Arguments, budget: Budget): number {
  const wanted = asText(new Parameters('count()', args, ['sub']).needed('sub'), 'count()');
  if (wanted === '') return codePoints(self) + 1;
  budget.search(self, wanted);
  return self.split(wanted).length - 1;
}

function joining(self: string, args: Arguments, budget: Budget): string {
  const items = iterate(new Parameters('join()', args, ['items']).needed('items'), budget);
  const parts = items.map((item) => asText(item, 'join()'));
  budget.text(parts.reduce((sum, part) => sum + part.length + self.length, 0));
  return parts.join(self);
}
