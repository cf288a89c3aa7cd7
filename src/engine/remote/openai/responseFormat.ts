import type { JsonSchema } from '../../engine.ts';

/** Servers complain of a schema in the words of what they hold an answer to it with. */
const COMPLAINT = /response_format|json_?schema|json_object|grammar|guided|structured/i;

/** The field `response_format` that asks for a value of a schema; undefined where none is asked for. */
export function responseFormat(format: JsonSchema | undefined): object | undefined {
  if (!format) return undefined;
  if (format.type === 'object' && !format.properties) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: 'answer', schema: strict(format), strict: true } };
}

/** Whether a server's refusal is about the format. */
export function refusesFormat(detail: string): boolean {
  return COMPLAINT.test(detail);
}

/** OpenAI's strict mode wants said of every object that it has all its properties and no others. */
function strict(schema: JsonSchema): JsonSchema {
  if (schema.type === 'array' && schema.items) return { ...schema, items: strict(schema.items) };
  if (schema.type !== 'object' || !schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([name, value]) => [name, strict(value)]);
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: Object.keys(schema.properties),
    additionalProperties: false,
  };
}
