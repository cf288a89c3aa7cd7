import type { Rule, State } from './state.ts';

/** A text as it is. */
export function literal(text: string): Rule {
  const bytes = new TextEncoder().encode(text);
  return (then) => within(bytes, 0, then);
}

function within(bytes: Uint8Array, index: number, then: State): State {
  if (index === bytes.length) return then;
  return {
    mayEnd: false,
    after: (byte) => (byte === bytes[index] ? within(bytes, index + 1, then) : undefined),
  };
}

/** One part after the other. */
export function sequence(...rules: readonly Rule[]): Rule {
  return (then) => rules.reduceRight((rest, rule) => rule(rest), then);
}

/** One of several parts; all that fit so far are followed. */
export function choice(...rules: readonly Rule[]): Rule {
  return (then) => either(rules.map((rule) => rule(then)));
}

function either(states: readonly State[]): State {
  const [only] = states;
  if (only && states.length === 1) return only;
  return {
    mayEnd: states.some(({ mayEnd }) => mayEnd),
    after: (byte) => {
      const next = states.flatMap((state) => state.after(byte) ?? []);
      return next.length > 0 ? either(next) : undefined;
    },
  };
}

/** A part that may contain itself: it is looked at when its first byte comes. */
export function lazily(rule: () => Rule): Rule {
  return (then) => {
    let begun: State | undefined;
    const begin = () => {
      begun ??= rule()(then);
      return begun;
    };
    return { mayEnd: false, after: (byte) => begin().after(byte) };
  };
}

/** A space or none, before a part that begins with another character. */
export const SPACE: Rule = (then) => ({
  mayEnd: false,
  after: (byte) => (byte === 0x20 ? then : then.after(byte)),
});

/** Parts between brackets, with commas between them. */
export function list(
  [open, close]: readonly [string, string],
  item: Rule,
  { least = 0, most = Number.POSITIVE_INFINITY } = {},
): Rule {
  const end = literal(close);
  const next = (count: number): Rule =>
    count === 0 ? sequence(item, more(1)) : sequence(literal(','), SPACE, item, more(count + 1));
  const more = (count: number): Rule =>
    lazily(() => {
      if (count >= most) return end;
      return count < least ? next(count) : choice(end, next(count));
    });
  return sequence(literal(open), more(0));
}
