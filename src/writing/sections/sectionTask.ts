import type { Engine, Sampling } from '../../engine/engine.ts';
import type { GivenPassage, SourceMaterial } from '../brief/sources.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Section } from '../outline/outline.ts';
import type { RepetitionGuard } from '../text/repetitionGuard.ts';
import type { WritingConversation } from './conversation.ts';
import type { LengthRange } from './lengthControl.ts';

/** What the sections of one document have in common. */
export interface WritingTools {
  readonly engine: Engine;
  readonly conversation: WritingConversation;
  readonly kind: Pick<DocumentKind, 'body' | 'headings'>;
  /** Of all sections, as the outline has them. */
  readonly headings: readonly string[];
  readonly guard: RepetitionGuard;
  /** What the person's sources say. */
  readonly material?: SourceMaterial | undefined;
  readonly sampling: Partial<Sampling>;
  readonly slot: string;
  readonly signal: AbortSignal;
}

/** A section to be written. */
export interface SectionTask {
  /** 0 for the first section. */
  readonly index: number;
  readonly section: Section;
  readonly range: LengthRange;
  /** Headings that the body must not repeat. */
  readonly titles: readonly string[];
  /** A person asked for more of what is there: nothing new is then no better than an empty section. */
  readonly wantsMore?: boolean;
}

/** Writes the body of one section. */
export interface SectionWriter {
  /** The body so far. */
  readonly body: string;
  /** What of the person's sources the model was given for it; absent for a model that cannot use them. */
  readonly given?: readonly GivenPassage[];
  /** Streams the body; what it yields, joined, is `body` from where it began. */
  write(): AsyncGenerator<string>;
}

/** Seeds that the answers of one section may use up. */
const SEEDS_PER_SECTION = 1000;

/** A seed of its own for each answer: with the same one they all begin alike. @param answer 0 for a section's first */
export function answerSeed({ seed }: Partial<Sampling>, section: number, answer: number): { seed?: number } {
  return seed === undefined ? {} : { seed: seed + SEEDS_PER_SECTION * section + answer };
}

/** A document under way: what its sections have in common, in the way in which its model writes. */
export interface WritingSession {
  /** What the sections written so far have said; a caller may teach it what must not be said again. */
  readonly guard: RepetitionGuard;
  readonly material: SourceMaterial | undefined;
  /** @param begun the body as far as an earlier attempt came */
  writer(task: SectionTask, begun?: string): SectionWriter;
  /** Tells of a section that is there already. */
  remember(index: number, section: Section, body: string): void;
}
