import type { JsonSchema, ObjectSchema, StringSchema } from '../../shared/model/jsonSchema.ts';
import { decimalRule, integerRule } from './numberRules.ts';
import { choice, lazily, list, literal, SPACE, sequence } from './rules.ts';
import type { Rule } from './state.ts';
import { stringRule } from './stringRule.ts';

/** A model may put a space after a colon and a comma: which tokens come easier to it depends on its vocabulary. */
const COLON = sequence(literal(':'), SPACE);
const COMMA = sequence(literal(','), SPACE);
const BOOLEAN = choice(literal('true'), literal('false'));
const NULL = literal('null');

const anyValue: Rule = lazily(() =>
  choice(stringRule(), decimalRule, BOOLEAN, NULL, list(['[', ']'], anyValue), anyObject),
);
const anyObject = list(['{', '}'], sequence(stringRule(), COLON, anyValue));

/** The JSON texts that satisfy a schema, in the one way of writing them that is used here: on one line. */
export function schemaRule(schema: JsonSchema): Rule {
  switch (schema.type) {
    case 'object':
      return objectRule(schema);
    case 'array': {
      const { items, minItems: least = 0, maxItems: most = Number.POSITIVE_INFINITY } = schema;
      return list(['[', ']'], items ? schemaRule(items) : anyValue, { least, most });
    }
    case 'string':
      return textRule(schema);
    case 'integer':
      return integerRule(schema);
    case 'number':
      return decimalRule;
    case 'boolean':
      return BOOLEAN;
    case 'null':
      return NULL;
  }
}

function objectRule({ properties }: ObjectSchema): Rule {
  if (!properties) return anyObject;
  const members = Object.entries(properties).flatMap(([name, value], index) => [
    ...(index > 0 ? [COMMA] : []),
    literal(JSON.stringify(name)),
    COLON,
    schemaRule(value),
  ]);
  return sequence(literal('{'), ...members, literal('}'));
}

function textRule({ enum: values, maxLength }: StringSchema): Rule {
  if (!values) return stringRule(maxLength);
  const short = values.filter((value) => maxLength === undefined || [...value].length <= maxLength);
  return choice(...short.map((value) => literal(JSON.stringify(value))));
}
