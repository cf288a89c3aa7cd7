import { JinjaError } from '../jinjaError.ts';
import { formatText } from '../values/formatText.ts';
import { toJson } from '../values/json.ts';
import type { Method } from '../values/method.ts';
import { Parameters } from '../values/parameters.ts';
import { print } from '../values/print.ts';
import { strip } from '../values/strip.ts';
import { capitalize, replaceText, roundToEven } from '../values/text.ts';
import {
  asInteger,
  asText,
  Float,
  integer,
  isTrue,
  iterate,
  numeric,
  orElse,
  sizeOf,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from '../values/values.ts';
import { linesOf, SPACE, withoutBreak } from '../values/whitespace.ts';
import { sequenceFilters } from './sequenceFilters.ts';

type Filter = Method<Value>;

/** A filter that changes a text; what is none is printed first. */
function onText(change: (text: string) => string): Filter {
  return (value, _args, budget) => {
    const text = print(value, budget);
    budget.text(text.length);
    return change(text);
  };
}

const length: Filter = (value, _args, budget) => {
  if (typeof value === 'string') budget.text(value.length);
  const size = sizeOf(value);
  if (size === undefined) throw new JinjaError(`object of type '${typeName(value)}' has no len()`);
  return size;
};

const defaultFilter: Filter = (value, args) => {
  const given = new Parameters('default', args, ['default_value', 'boolean']);
  const isMissing = value instanceof Undefined || (isTrue(given.get('boolean') ?? false) && !isTrue(value));
  return isMissing ? orElse(given.get('default_value'), '') : value;
};

/** As transformers defines it: nothing is escaped for HTML. */
const tojson: Filter = (value, args, budget) => {
  const given = new Parameters('tojson', args, ['ensure_ascii', 'indent', 'separators', 'sort_keys']);
  const indent = given.get('indent') ?? null;
  const separators = given.get('separators') ?? null;
  const width = typeof indent === 'number' ? Math.max(0, indent) : 0;
  budget.text(width);
  const [item, key] =
    separators === null
      ? [indent === null ? ', ' : ',', ': ']
      : iterate(separators, budget).map((part) => asText(part, 'tojson'));
  return toJson(
    value,
    {
      ensureAscii: isTrue(given.get('ensure_ascii') ?? false),
      indent: indent === null ? undefined : typeof indent === 'string' ? indent : ' '.repeat(width),
      separators: [item ?? '', key ?? ''],
      sortKeys: isTrue(given.get('sort_keys') ?? false),
    },
    budget,
  );
};

const trim: Filter = (value, args, budget) =>
  strip(print(value, budget), new Parameters('trim', args, ['chars']).get('chars'), {
    start: true,
    end: true,
  });

const replace: Filter = (value, args, budget) => {
  const given = new Parameters('replace', args, ['old', 'new', 'count']);
  const count = given.get('count') ?? null;
  return replaceText(
    print(value, budget),
    print(given.needed('old'), budget),
    print(given.needed('new'), budget),
    count === null ? -1 : asInteger(count, 'replace'),
    budget,
  );
};

const indent: Filter = (value, args, budget) => {
  const given = new Parameters('indent', args, ['width', 'first', 'blank']);
  const width = given.get('width') ?? 4;
  const size = typeof width === 'string' ? width.length : Math.max(0, asInteger(width, 'indent'));
  const text = asText(value, 'indent');
  const lines = linesOf(`${text}\n`).map(withoutBreak);
  budget.text(lines.reduce((sum, line) => sum + line.length + size + 1, size));
  const padding = typeof width === 'string' ? width : ' '.repeat(size);
  const [first, blank] = [isTrue(given.get('first') ?? false), isTrue(given.get('blank') ?? false)];
  return lines.map((line, i) => ((i > 0 ? blank || line !== '' : first) ? padding + line : line)).join('\n');
};

const int: Filter = (value, args) => {
  const given = new Parameters('int', args, ['default', 'base']);
  const base = asInteger(given.get('base') ?? 10, 'int');
  if (base !== 10) throw new JinjaError('int: only base 10 is supported');
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value) ?? parsedNumber(value);
  return Number.isFinite(number) ? integer(Math.trunc(number)) : orElse(given.get('default'), 0);
};

const float: Filter = (value, args) => {
  const given = new Parameters('float', args, ['default']);
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value) ?? parsedNumber(value);
  return Number.isNaN(number) ? orElse(given.get('default'), new Float(0)) : new Float(number);
};

function parsedNumber(value: Value): number {
  if (typeof value !== 'string') return Number.NaN;
  const text = strip(value, undefined, { start: true, end: true }).replace(/(?<=\d)_(?=\d)/g, '');
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

const round: Filter = (value, args) => {
  const given = new Parameters('round', args, ['precision', 'method']);
  const scale = 10 ** asInteger(given.get('precision') ?? 0, 'round');
  const number = numeric(value);
  if (number === undefined) throw new JinjaError(`round takes a number, not ${typeName(value)}`);
  const method = given.get('method') ?? 'common';
  if (method === 'ceil') return new Float(Math.ceil(number * scale) / scale);
  if (method === 'floor') return new Float(Math.floor(number * scale) / scale);
  return typeof value === 'number' ? value : new Float(roundToEven(number * scale) / scale);
};

const abs: Filter = (value) => {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) throw new JinjaError(`abs takes a number, not ${typeName(value)}`);
  return value instanceof Float ? new Float(Math.abs(number)) : Math.abs(number);
};

const format: Filter = (value, { positional, named }, budget) => {
  const values = named.size > 0 ? new Map<Value, Value>(named) : new Tuple(positional);
  return formatText(print(value, budget), values, budget);
};

/** The filters of Jinja2 and of transformers, but for those that write HTML or draw at random. */
export const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...sequenceFilters,
  ['default', defaultFilter],
  ['d', defaultFilter],
  ['length', length],
  ['count', length],
  ['tojson', tojson],
  ['trim', trim],
  ['replace', replace],
  ['indent', indent],
  ['int', int],
  ['float', float],
  ['round', round],
  ['abs', abs],
  ['upper', onText((text) => text.toUpperCase())],
  ['lower', onText((text) => text.toLowerCase())],
  ['capitalize', onText(capitalize)],
  ['title', onText(titleWords)],
  ['string', onText((text) => text)],
  ['safe', onText((text) => text)],
  ['format', format],
]);

/** Jinja2's own title filter splits at other places than str.title() does. */
function titleWords(text: string): string {
  return text
    .split(new RegExp(`([-${SPACE}({\\[<]+)`))
    .map(capitalize)
    .join('');
}
