import { continuesSequence, sequenceLength } from '../tokenizer/utf8Stream.ts';
import { literal, sequence } from './rules.ts';
import type { Rule, State } from './state.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What may follow a backslash. Any other character is written as it is, which leaves no use for `\u` and its surrogates. */
const ESCAPED: ReadonlySet<number> = new Set(new TextEncoder().encode('"\\/nrt'));

/**
 * A string of JSON: valid UTF-8 without control characters.
 * @param most code points, of which an escape is one
 */
export function stringRule(most = Number.POSITIVE_INFINITY): Rule {
  return sequence(literal('"'), (then) => between(most, then));
}

/** Between two characters. */
function between(left: number, then: State): State {
  return {
    mayEnd: false,
    after: (byte) => {
      if (byte === QUOTE) return then;
      if (left === 0 || byte < 0x20) return undefined;
      if (byte === BACKSLASH) return afterBackslash(left - 1, then);
      const length = sequenceLength(byte);
      if (length === 1) return between(left - 1, then);
      return length === 0 ? undefined : withinCharacter(byte, 1, length, left - 1, then);
    },
  };
}

function afterBackslash(left: number, then: State): State {
  return { mayEnd: false, after: (byte) => (ESCAPED.has(byte) ? between(left, then) : undefined) };
}

/** After so many bytes of a character. */
function withinCharacter(lead: number, bytes: number, length: number, left: number, then: State): State {
  if (bytes === length) return between(left, then);
  return {
    mayEnd: false,
    after: (byte) =>
      continuesSequence(lead, bytes - 1, byte)
        ? withinCharacter(lead, bytes + 1, length, left, then)
        : undefined,
  };
}
