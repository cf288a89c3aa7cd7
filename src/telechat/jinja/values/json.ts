import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { print, printFloat } from './print.ts';
import { compare, Float, Tuple, typeName, type Value } from './values.ts';

/** As json.dumps has them; of `separators` the first stands between items, the second after a key. */
export interface JsonOptions {
  readonly ensureAscii: boolean;
  /** What one level is indented by; undefined writes one line. */
  readonly indent: string | undefined;
  readonly separators: readonly [string, string];
  readonly sortKeys: boolean;
}

/** Python's json.dumps. @throws JinjaError for what is no JSON */
export function toJson(value: Value, options: JsonOptions, budget: Budget, level = 0): string {
  budget.step();
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof Float) return jsonFloat(value.value);
  if (typeof value === 'string') return quote(value, options, budget);
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    return wrap(
      '[',
      items.map((item) => toJson(item, options, budget, level + 1)),
      ']',
      options,
      budget,
      level,
    );
  }
  if (value instanceof Map) {
    const entries = [...value];
    if (options.sortKeys) entries.sort(([a], [b]) => compare(a, b, budget));
    const written = entries.map(([key, item]) => {
      const name = quote(keyName(key, budget), options, budget);
      return `${name}${options.separators[1]}${toJson(item, options, budget, level + 1)}`;
    });
    return wrap('{', written, '}', options, budget, level);
  }
  throw new JinjaError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function wrap(
  open: string,
  items: readonly string[],
  close: string,
  { indent, separators: [separator] }: JsonOptions,
  budget: Budget,
  level: number,
): string {
  if (items.length === 0) return open + close;
  const line = (depth: number) => (indent === undefined ? '' : `\n${indent.repeat(depth)}`);
  const lineLength = indent === undefined ? 0 : indent.length * (level + 1) + 1;
  budget.text(items.reduce((sum, item) => sum + item.length + separator.length + lineLength, lineLength));
  return open + line(level + 1) + items.join(separator + line(level + 1)) + line(level) + close;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? printFloat(value) : value > 0 ? 'Infinity' : '-Infinity';
}

function keyName(key: Value, budget: Budget): string {
  if (key === null || typeof key === 'boolean') return String(key);
  return print(key, budget);
}

/** What json.dumps and JSON.stringify escape is the same, but for `ensure_ascii`. */
function quote(text: string, { ensureAscii }: JsonOptions, budget: Budget): string {
  budget.text(text.length);
  const quoted = JSON.stringify(text);
  if (!ensureAscii) return quoted;
  return quoted.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
