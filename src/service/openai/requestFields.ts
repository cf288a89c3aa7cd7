import * as v from 'valibot';

const UNSUPPORTED = 'it is not supported';

/** A feature that the model has not: only the value that leaves it off is taken. */
export function off<const Value extends string | number | boolean>(value: Value, instead = 'leave it out') {
  return v.optional(v.literal(value, `${UNSUPPORTED}; ${instead}`));
}

/** A list of what the model has not: only the empty one is taken. */
export const NONE = v.nullish(v.pipe(v.array(v.unknown()), v.maxLength(0, `${UNSUPPORTED}; leave it out`)));

/** A value that the model has not: only null is taken. */
export const NOTHING = v.nullish(v.never(`${UNSUPPORTED}; leave it out`));

/** What may be said, and changes nothing about an answer. */
export const IGNORED = v.optional(v.unknown());

/**
 * The fields of a request. One that is null is absent, as OpenAI has it; one that is not known is refused, since who asks for
 * something and gets an answer takes it for done.
 */
export function requestFields<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.record(v.string(), v.unknown()), v.transform(withoutNulls), known(entries));
}

/** An object of these fields and no others. */
export function known<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected, message }) =>
    expected === 'never' ? `${UNSUPPORTED}; leave it out` : message,
  );
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
