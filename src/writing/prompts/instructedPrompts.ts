import type { Outline } from '../outline/outline.ts';

/** What is wrong with a plan; `titles` are those of the sections concerned. */
export interface PlanFault {
  readonly kind: 'tooFewSections' | 'emptySections';
  readonly titles: readonly string[];
}

/** What a plan is to have. */
export interface PlanSize {
  readonly sections: number;
  /** Most points of a section. */
  readonly points: number;
}

/** The person's side of the conversation in which a model that follows instructions writes a document. */
export interface InstructedPrompts {
  /** Asks for a plan, as JSON. */
  plan(size: PlanSize): string;
  /** Asks for it once more. */
  replan(faults: readonly PlanFault[]): string;
  /** The one request that the whole document answers: the task, and the plan where the document has sections. */
  task(outline: Outline): string;
  /** Asks to go on with what the answer has come to, where the engine cannot do so by itself. @param length characters */
  goOn(title: string, length: number): string;
  /** First words of a sentence that says more of a matter, for text that ended too early. */
  readonly leads: readonly string[];
  /** Adds what the person's sources say on a section. */
  withMaterial(prompt: string, material: string): string;
  /** Tells how the sections ended that are no longer in the conversation. */
  recap(endings: readonly string[]): string;
}

/** The form of a plan, shown to a model: asked for sub-headings it answers in phrases, asked for points in sentences. */
export const PLAN_FORM = '{"sections":[{"title":"","subheadings":["",""]}]}';

/** Fewest points of a section of a plan. */
export const LEAST_POINTS = 2;

/** Lines that hold something. */
export function linesOf(lines: readonly (string | undefined)[]): string {
  return lines.filter(Boolean).join('\n');
}
