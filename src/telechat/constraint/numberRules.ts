import type { IntegerSchema } from '../../shared/model/jsonSchema.ts';
import type { Rule, State } from './state.ts';

/** Which texts are numbers, and which can become one. */
interface Numerals {
  readonly isWhole: (text: string) => boolean;
  readonly isBeginning: (text: string) => boolean;
}

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
/** No more digits than a float64 tells apart; a model may find no end. */
const DECIMAL = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const DECIMAL_BEGINNING = /^-?(?:(?:0|[1-9]\d{0,14})(?:\.\d{0,15})?)?$/;

/** A whole number within bounds; without them, one that a float64 holds exactly. */
export function integerRule({ minimum, maximum }: Omit<IntegerSchema, 'type'>): Rule {
  const least = Math.max(minimum ?? Number.NEGATIVE_INFINITY, Number.MIN_SAFE_INTEGER);
  const most = Math.min(maximum ?? Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER);
  return numberRule({
    isWhole: (text) => INTEGER.test(text) && Number(text) >= least && Number(text) <= most,
    isBeginning: (text) => (text === '-' ? least <= -1 : INTEGER.test(text) && isWithin(text, least, most)),
  });
}

/** A number, without an exponent. */
export const decimalRule: Rule = numberRule({
  isWhole: (text) => DECIMAL.test(text),
  isBeginning: (text) => DECIMAL_BEGINNING.test(text),
});

function numberRule(numerals: Numerals): Rule {
  return (then) => digits('', numerals, then);
}

/** A number has no end of its own: it ends where something else comes. */
function digits(text: string, numerals: Numerals, then: State): State {
  const isWhole = numerals.isWhole(text);
  return {
    mayEnd: isWhole && then.mayEnd,
    after: (byte) => {
      const longer = text + String.fromCharCode(byte);
      if (numerals.isBeginning(longer)) return digits(longer, numerals, then);
      return isWhole ? then.after(byte) : undefined;
    },
  };
}

/** Whether the digits, or more after them, make a number within the bounds. */
function isWithin(text: string, least: number, most: number): boolean {
  const value = Number(text);
  const size = Math.abs(value);
  // Whatever comes after a first zero makes no whole number.
  if (size === 0) return least <= 0 && most >= 0;
  for (let unit = 1; size * unit <= Number.MAX_SAFE_INTEGER; unit *= 10) {
    const [near, far] = [size * unit, size * unit + unit - 1];
    if (value > 0 ? near <= most && far >= least : -near >= least && -far <= most) return true;
  }
  return false;
}
