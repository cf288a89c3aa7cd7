import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../src/shared/model/jsonSchema.ts';
import { mulberry32 } from '../../../src/shared/random.ts';
import { Constraint } from '../../../src/telechat/constraint/constraint.ts';
import { Vocabulary } from '../../../src/telechat/constraint/vocabulary.ts';

const utf8 = new TextEncoder();

/** Tokens as byte-level BPE has them: every byte, stretches of JSON, and pieces that begin or end within a character. */
const TOKENS: readonly Uint8Array[] = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...[
    '":',
    '": ',
    '", "',
    '"},{"',
    '{"',
    '[]',
    '[{"',
    '"],',
    ' "',
    '12',
    '-1',
    'true',
    'null',
    '标题',
    '。"',
    '\\n',
    'ab',
  ].map((text) => utf8.encode(text)),
  ...[1, 2, 4, 5].map((start) => utf8.encode('大模型𠮷').slice(start, start + 4)),
];
const END = TOKENS.length;
const vocabulary = new Vocabulary({ vocabSize: END + 1, bytes: (id) => TOKENS[id] ?? new Uint8Array() }, [
  END,
]);

/** The text that tokens make; undefined where one of them is not allowed. */
function held(schema: JsonSchema, text: string): 'whole' | 'begun' | undefined {
  const constraint = new Constraint(schema, vocabulary);
  for (const byte of utf8.encode(text)) {
    if (!constraint.allows(byte)) return undefined;
    constraint.accept(byte);
  }
  return constraint.allows(END) || constraint.isComplete ? 'whole' : 'begun';
}

/** An answer of tokens drawn at random among those that are allowed, the longer ones and those that close something first. */
function randomAnswer(schema: JsonSchema, random: () => number): string {
  const constraint = new Constraint(schema, vocabulary);
  const bytes: number[] = [];
  while (!constraint.isComplete) {
    const allowed = Array.from({ length: END + 1 }, (_, id) => id).filter((id) => constraint.allows(id));
    const closing = allowed.filter((id) => id === END || '"]}'.includes(String.fromCharCode(id)));
    const among = [closing, allowed.filter((id) => id > 255), allowed][Math.floor(random() * 3)] ?? [];
    const id = (among.length > 0 ? among : allowed)[Math.floor(random() * (among.length || allowed.length))];
    if (id === undefined) throw new Error(`no token is allowed after ${Buffer.from(bytes)}`);
    if (id === END) break;
    constraint.accept(id);
    bytes.push(...(TOKENS[id] ?? []));
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}

function randomSchema(random: () => number, depth = 0): JsonSchema {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const kinds: (() => JsonSchema)[] = [
    () => ({ type: 'boolean' }),
    () => ({ type: 'null' }),
    () => ({ type: 'number' }),
    () => ({ type: 'integer' }),
    () => {
      const minimum = upTo(3000) - 1500;
      return { type: 'integer', minimum, maximum: minimum + upTo(120) };
    },
    () => ({ type: 'string' }),
    () => ({ type: 'string', maxLength: upTo(6) }),
    () => ({ type: 'string', enum: ['总结', '总结报告', 'a"b\\c\n', ''].slice(upTo(3)) }),
    () => ({ type: 'object' }),
    () => ({ type: 'array' }),
    () => {
      const minItems = upTo(3);
      return {
        type: 'array',
        items: randomSchema(random, depth + 1),
        minItems,
        maxItems: minItems + upTo(3),
      };
    },
    () => ({ type: 'array', items: randomSchema(random, depth + 1), maxItems: 4 }),
    () => {
      const names = ['title', '长度', 'a "b"', 'z'].slice(upTo(4));
      const properties = names.map((name) => [name, randomSchema(random, depth + 1)]);
      return { type: 'object', properties: Object.fromEntries(properties) };
    },
  ];
  return kinds[upTo(depth > 2 ? 7 : kinds.length - 1)]?.() ?? { type: 'null' };
}

function satisfies(schema: JsonSchema, value: unknown): boolean {
  switch (schema.type) {
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      if (!schema.properties) return true;
      const { properties } = schema;
      const sameKeys = JSON.stringify(Object.keys(value)) === JSON.stringify(Object.keys(properties));
      return (
        sameKeys &&
        Object.entries(value).every(([key, item]) => satisfies(properties[key] ?? { type: 'null' }, item))
      );
    }
    case 'array': {
      const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
      if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false;
      return !items || value.every((item) => satisfies(items, item));
    }
    case 'string':
      if (typeof value !== 'string' || [...value].length > (schema.maxLength ?? Number.POSITIVE_INFINITY))
        return false;
      return !/\p{Surrogate}/u.test(value) && (schema.enum?.includes(value) ?? true);
    case 'integer': {
      const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
      return Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
    }
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
  }
}

describe('An answer held to a schema', () => {
  it('is JSON of the schema, whatever tokens are drawn', () => {
    const random = mulberry32(1);
    for (let round = 0; round < 400; round++) {
      const schema = randomSchema(random);
      const text = randomAnswer(schema, random);
      const value: unknown = JSON.parse(text);
      expect({ schema, text, fits: satisfies(schema, value) }).toEqual({ schema, text, fits: true });
      // What JSON.stringify makes of it, without spaces, is one of the ways to write it; it may show a number with exponent.
      const plain = JSON.stringify(value);
      if (!/\de|\\[bfu]/.test(plain))
        expect([schema, plain, held(schema, plain)]).toEqual([schema, plain, 'whole']);
    }
  });

  it('takes a space or none after a colon and a comma, and no other whitespace', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'integer' } }, b: { type: 'null' } },
    };
    expect(held(schema, '{"a": [1, 2,3], "b":null}')).toBe('whole');
    expect(held(schema, '{"a":  [')).toBeUndefined();
    expect(held(schema, '{\n')).toBeUndefined();
    expect(held(schema, '{"a":[1 ')).toBeUndefined();
  });

  it('has all properties in their order, and no others', () => {
    const schema: JsonSchema = { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } } };
    expect(held(schema, '{"a":null}')).toBeUndefined();
    expect(held(schema, '{"b"')).toBeUndefined();
    expect(held(schema, '{"a":null,"b":null,')).toBeUndefined();
  });

  it.each([
    ['a control character', '"\n'],
    ['an escape that is none', '"\\x'],
    ['an escape of a surrogate', '"\\u'],
    ['a character too many', '"一二三四'],
    ['an escape too many', '"一二三\\n'],
  ])('has no string with %s', (_what, text) => {
    expect(held({ type: 'string', maxLength: 3 }, text)).toBeUndefined();
  });

  it.each([[0xc0, 0x80], [0xed, 0xa0], [0xf4, 0x90], [0x80], [0xe4, 0x22]])(
    'has no string that is no UTF-8: %i %i',
    (...bytes) => {
      const constraint = new Constraint({ type: 'string' }, vocabulary);
      constraint.accept(0x22);
      for (const byte of bytes.slice(0, -1)) if (constraint.allows(byte)) constraint.accept(byte);
      expect(constraint.allows(bytes.at(-1) ?? 0)).toBe(false);
    },
  );

  it('has whole numbers within their bounds', () => {
    const schema: JsonSchema = { type: 'integer', minimum: -12, maximum: 345 };
    const texts = Array.from({ length: 1200 }, (_, index) => String(index - 600));
    expect(texts.filter((text) => held(schema, text) === 'whole')).toEqual(
      texts.filter((text) => Number(text) >= -12 && Number(text) <= 345),
    );
    for (const text of ['01', '-0', '1.', '1e', '-13']) expect(held(schema, text)).toBeUndefined();
    expect(held({ type: 'integer', minimum: 100, maximum: 199 }, '2')).toBeUndefined();
  });

  it('may go on after a number that is whole, and ends after anything else by itself', () => {
    const ended = (schema: JsonSchema, text: string) => {
      const constraint = new Constraint(schema, vocabulary);
      for (const byte of utf8.encode(text)) constraint.accept(byte);
      return [constraint.allows(END), constraint.isComplete];
    };
    expect(ended({ type: 'integer' }, '1')).toEqual([true, false]);
    expect(ended({ type: 'integer', maximum: 9 }, '1')).toEqual([true, true]);
    expect(ended({ type: 'boolean' }, 'true')).toEqual([true, true]);
    expect(ended({ type: 'string' }, '"a')).toEqual([false, false]);
  });

  it('may hold any value within any object', () => {
    const text = '{"a": [1, -2.5, "字\\"", {"b": null}, []], "c": {}}';
    expect(held({ type: 'object' }, text)).toBe('whole');
    expect(held({ type: 'object' }, '[')).toBeUndefined();
  });
});
