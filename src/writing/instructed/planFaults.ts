import type { PlanFault } from '../prompts/instructedPrompts.ts';
import type { PlannedSection } from './readPlan.ts';

/** Share of the sections asked for that a plan must have. */
const ENOUGH = 0.6;
/** Share of the sections that may be without points: one or two write themselves, and another answer costs as much as a section. */
const MOST_EMPTY = 0.5;

/** What is wrong with a plan; nothing where a person can be shown it. @param wanted sections asked for */
export function planFaults(sections: readonly PlannedSection[], wanted: number): PlanFault[] {
  const empty = sections.filter(({ points }) => points.length === 0).map(({ title }) => title);
  const tooFew = sections.length < Math.max(2, Math.ceil(wanted * ENOUGH));
  return [
    ...(tooFew ? [{ kind: 'tooFewSections' as const, titles: [] }] : []),
    ...(empty.length > sections.length * MOST_EMPTY
      ? [{ kind: 'emptySections' as const, titles: empty }]
      : []),
  ];
}
