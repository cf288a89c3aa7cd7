import type { FieldValues } from '../documents/fields.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Section } from '../outline/outline.ts';

/** What a document's prompts are made of. */
export interface PromptParts {
  readonly kind: DocumentKind;
  readonly topic: string;
  /** Characters in all; words in English. */
  readonly length: number;
  readonly points: readonly string[];
  readonly fields: FieldValues;
}

/** The person's side of the conversation in which a document is written. */
export interface DocumentPrompts {
  /** Asks for the outline. */
  readonly outline: string;
  /** @param index 0 for the first section */
  section(index: number, section: Section): string;
  /** Asks for more of a section that ended early; `section.length` is what is still missing. */
  continuation(index: number, section: Section): string;
  /** Adds to the prompt of a section what the person's sources say; absent for a model that cannot use it. */
  withMaterial?(prompt: string, material: string): string;
  /** Asks how each section ended that is no longer in the conversation. */
  readonly recap: string;
}
