import * as v from 'valibot';
import type { JsonSchema } from '../../engine/engine.ts';
import { JSON_SCHEMA } from '../../shared/model/jsonSchema.ts';
import { known } from './requestFields.ts';

/** The field `response_format`. @returns the schema that the answer is held to; undefined for free text */
export const RESPONSE_FORMAT = v.pipe(
  v.variant(
    'type',
    [
      known({ type: v.literal('text') }),
      known({ type: v.literal('json_object') }),
      known({
        type: v.literal('json_schema'),
        json_schema: known({
          name: v.string(),
          description: v.optional(v.string()),
          schema: JSON_SCHEMA,
          strict: v.nullish(v.boolean()),
        }),
      }),
    ],
    'it must be text, json_object or json_schema',
  ),
  v.transform((format): JsonSchema | undefined => {
    if (format.type === 'json_schema') return format.json_schema.schema;
    return format.type === 'json_object' ? { type: 'object' } : undefined;
  }),
);
