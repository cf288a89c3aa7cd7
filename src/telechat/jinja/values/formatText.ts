import type { Budget } from '../budget.ts';
import { JinjaError } from '../jinjaError.ts';
import { print, represent } from './print.ts';
import { roundToEven } from './text.ts';
import { numeric, Tuple, typeName, type Value } from './values.ts';

const PLACE = /%(?:\((\w+)\))?(0?)(\d{0,3})(?:\.(\d{1,2}))?([a-zA-Z%])/g;

/**
 * Python's `text % values` with %s, %r, %d, %f and %%, a name, a width and decimals.
 * @throws JinjaError for other forms, and when there are too few or too many values
 */
export function formatText(text: string, values: Value, budget: Budget): string {
  const items = values instanceof Tuple ? values.items : [values];
  let used = 0;
  const formatted = text.replace(PLACE, (whole, name, zero, width, decimals, form) => {
    if (form === '%') return '%';
    const value = name === undefined ? items[used++] : values instanceof Map ? values.get(name) : undefined;
    if (value === undefined) throw new JinjaError(`there is no value for ${whole}`);
    const written = write(form, value, decimals, budget);
    budget.text(written.length + Number(width));
    return written.padStart(Number(width), zero === '0' && form !== 's' ? '0' : ' ');
  });
  if (used < items.length && !(values instanceof Map)) {
    throw new JinjaError('not all arguments converted during string formatting');
  }
  return formatted;
}

function write(form: string, value: Value, decimals: string | undefined, budget: Budget): string {
  if (form === 's') return print(value, budget);
  if (form === 'r') return represent(value, budget);
  const number = numeric(value);
  if (number === undefined) throw new JinjaError(`%${form} takes a number, not ${typeName(value)}`);
  if (form === 'd' || form === 'i') return String(Math.trunc(number));
  if (form === 'f') {
    const digits = Number(decimals ?? 6);
    return (roundToEven(number * 10 ** digits) / 10 ** digits).toFixed(digits);
  }
  throw new JinjaError(`%${form} is not supported`);
}
