import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { Attributes, Callable, Float, Namespace, Tuple, Undefined, type Value } from './values.ts';

/** Python's str(): what `{{ value }}` prints. */
export function print(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  return value instanceof Undefined ? '' : represent(value, budget);
}

/** Python's repr(). */
export function represent(value: Value, budget: Budget): string {
  budget.step();
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof Float) return printFloat(value.value);
  if (typeof value === 'string') return quote(value, budget);
  if (value instanceof Undefined) return 'Undefined';
  const listed = (items: readonly Value[]) => items.map((item) => represent(item, budget)).join(', ');
  if (Array.isArray(value)) return `[${listed(value)}]`;
  if (value instanceof Tuple) return `(${listed(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${represent(key, budget)}: ${represent(item, budget)}`);
    return `{${entries.join(', ')}}`;
  }
  const kind = value instanceof Namespace || value instanceof Attributes ? 'an object' : 'a function';
  if (value instanceof Callable) throw new JinjaError(`${kind} ('${value.name}') cannot be printed`);
  throw new JinjaError(`${kind} cannot be printed`);
}

/** The shortest digits that give the double, as Python and JavaScript both choose them; the exponent differs. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

function quote(text: string, budget: Budget): string {
  budget.text(text.length);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}'"]/gu, (character) => {
    if (character === ' ' || (/['"]/.test(character) && character !== mark)) return character;
    if (character === mark) return `\\${mark}`;
    return ESCAPES.get(character) ?? escapeCode(character.codePointAt(0) ?? 0);
  });
  return mark + body + mark;
}

function escapeCode(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
