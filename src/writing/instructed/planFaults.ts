import type { PlanFault } from '../prompts/instructedPrompts.ts';
import type { PlannedSection } from './readPlan.ts';

/** Share of the sections asked for that a plan must have. */
const ENOUGH = 0.6;

/** What is wrong with a plan; nothing where a person can be shown it. @param wanted sections asked for */
export function planFaults(sections: readonly PlannedSection[], wanted: number): PlanFault[] {
  const titles = (of: readonly PlannedSection[]) => of.map(({ title }) => title);
  const empty = sections.filter(({ points }) => points.length === 0);
  const same = sections.filter(
    ({ title }, index) => sections.findIndex((other) => other.title === title) !== index,
  );
  const tooFew = sections.length < Math.max(2, Math.ceil(wanted * ENOUGH));
  return [
    ...(tooFew ? [{ kind: 'tooFewSections' as const, titles: [] }] : []),
    ...(empty.length > 0 ? [{ kind: 'emptySections' as const, titles: titles(empty) }] : []),
    ...(same.length > 0 ? [{ kind: 'sameSections' as const, titles: titles(same) }] : []),
  ];
}
