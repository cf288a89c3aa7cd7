import type { JsonSchema } from '../../shared/model/jsonSchema.ts';
import { LEAST_POINTS, type PlanSize } from '../prompts/instructedPrompts.ts';
import type { Language } from '../text/language.ts';

/**
 * Longest title and point of a plan, in characters. Far more than a phrase has: a model does not know of the limit, and what it
 * cuts off goes on in the next point.
 */
const LONGEST = { zh: { title: 40, point: 60 }, en: { title: 80, point: 160 } } as const;

/** The form of a plan, which an engine holds the answer to where it can. */
export function planSchema({ sections, points }: PlanSize, language: Language): JsonSchema {
  const longest = LONGEST[language];
  const section: JsonSchema = {
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: longest.title },
      subheadings: {
        type: 'array',
        items: { type: 'string', maxLength: longest.point },
        minItems: LEAST_POINTS,
        maxItems: points,
      },
    },
    required: ['title', 'subheadings'],
    additionalProperties: false,
  };
  return {
    type: 'object',
    properties: { sections: { type: 'array', items: section, minItems: sections, maxItems: sections } },
    required: ['sections'],
    additionalProperties: false,
  };
}
