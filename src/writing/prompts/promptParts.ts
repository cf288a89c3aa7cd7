import type { FieldValues } from '../documents/fields.ts';
import type { DocumentKind } from '../documents/kind.ts';

/** What a document's prompts are made of. */
export interface PromptParts {
  readonly kind: DocumentKind;
  /** The document's own title. */
  readonly title: string;
  readonly topic: string;
  /** Characters in all; words in English. */
  readonly length: number;
  readonly points: readonly string[];
  readonly fields: FieldValues;
  /** What the person wrote in their own words, as far as it fits. */
  readonly brief?: string | undefined;
}
