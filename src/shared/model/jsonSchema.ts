import * as v from 'valibot';

/**
 * What a JSON value has to look like: the part of JSON Schema (json-schema.org) that an answer can be held to.
 * `title` and `description` are for people and bind nothing.
 */
export type JsonSchema = { readonly title?: string; readonly description?: string } & (
  | ObjectSchema
  | ArraySchema
  | StringSchema
  | IntegerSchema
  | { readonly type: 'number' | 'boolean' | 'null' }
);

/** All properties come, in the order in which they are named, and no others. Without `properties`: any object. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

/** Without `items`: any values. */
export interface ArraySchema {
  readonly type: 'array';
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Any text, or one of a few. */
export interface StringSchema {
  readonly type: 'string';
  /** In code points. */
  readonly maxLength?: number;
  /** The only values. */
  readonly enum?: readonly string[];
}

/** A whole number, its bounds included. */
export interface IntegerSchema {
  readonly type: 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A keyword that is not known could forbid what is written without it, so none is ignored. */
const refuseKeyword = (issue: v.StrictObjectIssue) =>
  issue.expected === 'never' ? 'it is not supported; leave it out' : issue.message;

const count = v.pipe(
  v.number(),
  v.integer('it must be a whole number'),
  v.minValue(0, 'it must be at least 0'),
);

/** What binds no value. */
const ANNOTATIONS = {
  $schema: v.optional(v.string()),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  default: v.optional(v.unknown()),
  examples: v.optional(v.unknown()),
};

function keywords<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject({ type: v.string(), ...ANNOTATIONS, ...entries }, refuseKeyword);
}

const KINDS: Readonly<Record<JsonSchema['type'], v.GenericSchema>> = {
  object: v.pipe(
    keywords({
      properties: v.optional(
        v.record(
          v.string(),
          v.lazy(() => ANY_KIND),
        ),
      ),
      required: v.optional(v.array(v.string())),
      additionalProperties: v.optional(v.literal(false, 'it must be false')),
    }),
    v.check(
      ({ properties, required = [] }) => required.every((name) => Object.hasOwn(properties ?? {}, name)),
      'required names a property that properties has not',
    ),
    v.check(
      ({ properties, additionalProperties }) =>
        properties !== undefined || additionalProperties === undefined,
      'additionalProperties goes with properties',
    ),
  ),
  array: v.pipe(
    keywords({
      items: v.optional(v.lazy(() => ANY_KIND)),
      minItems: v.optional(count),
      maxItems: v.optional(count),
    }),
    v.check(
      ({ minItems = 0, maxItems = Number.POSITIVE_INFINITY }) => minItems <= maxItems,
      'minItems is more than maxItems',
    ),
  ),
  string: keywords({
    maxLength: v.optional(count),
    enum: v.optional(v.pipe(v.array(v.string()), v.nonEmpty('it must name a value'))),
  }),
  integer: v.pipe(
    keywords({ minimum: v.optional(v.number()), maximum: v.optional(v.number()) }),
    v.check(
      ({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }) =>
        Math.ceil(minimum) <= Math.floor(maximum),
      'no whole number lies between minimum and maximum',
    ),
  ),
  number: keywords({}),
  boolean: keywords({}),
  null: keywords({}),
};

const TYPES = Object.keys(KINDS);

/** Names the keyword that stands where a type should: `anyOf`, `$ref`. */
const NO_TYPE = v.pipe(
  v.strictObject(
    { ...ANNOTATIONS, type: v.optional(v.picklist(TYPES, `it must be one of: ${TYPES.join(', ')}`)) },
    refuseKeyword,
  ),
  v.check(() => false, 'it has no type'),
);

const ANY_KIND: v.GenericSchema = v.lazy((value) => kindOf(value) ?? NO_TYPE);

/** Far more than anything that people describe, and far less than what the stack holds. */
const MOST_LEVELS = 100;

/** Checks that a value is a JsonSchema; it names what is not supported. */
export const JSON_SCHEMA = v.pipe(
  v.unknown(),
  v.check((value) => !isDeeper(value, MOST_LEVELS), 'it is nested too deeply'),
  ANY_KIND,
) as v.GenericSchema<JsonSchema>;

function isDeeper(value: unknown, levels: number): boolean {
  if (!(value instanceof Object)) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

function kindOf(value: unknown): v.GenericSchema | undefined {
  const type: unknown = value instanceof Object && 'type' in value ? value.type : undefined;
  return TYPES.includes(type as string) ? KINDS[type as JsonSchema['type']] : undefined;
}
