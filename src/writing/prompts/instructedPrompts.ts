import type { Outline, Section } from '../outline/outline.ts';

/** What is wrong with a plan; `titles` are those of the sections concerned. */
export interface PlanFault {
  readonly kind: 'tooFewSections' | 'emptySections' | 'sameSections' | 'placeholders';
  readonly titles: readonly string[];
}

/** What one answer is asked for: a section, or a part of it. */
export interface SectionAsk {
  /** 0 for the first section. */
  readonly index: number;
  /** With the length and the points of this part. */
  readonly section: Section;
  /** An earlier answer has begun the section. */
  readonly isContinued: boolean;
  /** Titles of the sections after it. */
  readonly later: readonly string[];
  /** An answer that only said again what stands there already came before. */
  readonly isRepeated?: boolean;
}

/** The person's side of the conversation in which a model that follows instructions writes a document. */
export interface InstructedPrompts {
  /** Asks for a plan, as JSON. */
  plan(sections: number): string;
  /** Asks for it once more. */
  replan(faults: readonly PlanFault[]): string;
  /** What every request for text begins with: the task, and the plan where the document has sections. */
  task(outline: Outline): string;
  /** Asks for a section; for the whole text where the document has none. */
  section(ask: SectionAsk): string;
  /** Asks for more of a section that ended much too early. @param length what is missing */
  more(length: number): string;
  /** Adds what the person's sources say on a section. */
  withMaterial(prompt: string, material: string): string;
  /** Tells how the sections ended that are no longer in the conversation. */
  recap(endings: readonly string[]): string;
}

/** Points of each section of a plan. */
export const POINTS = { least: 2, most: 3 } as const;

/** Paragraphs that a text of some characters is asked for in. */
export function paragraphsFor(length: number, perParagraph: number): number {
  return Math.max(1, Math.round(length / perParagraph));
}

/** Lines that hold something. */
export function linesOf(lines: readonly (string | undefined)[]): string {
  return lines.filter(Boolean).join('\n');
}
