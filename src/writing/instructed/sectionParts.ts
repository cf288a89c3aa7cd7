import type { DocumentKind } from '../documents/kind.ts';
import { type Section, subheading } from '../outline/outline.ts';
import type { Language } from '../text/language.ts';

/** A shorter section has no sub-headings. */
const SHORTEST_WITH_SUBHEADINGS = 150;
/** Characters under a sub-heading, at the least. */
const SHORTEST_UNDER_SUBHEADING = 70;
/** A longer point is a sentence and no heading. */
const LONGEST_SUBHEADING = 18;

/** What stands under one sub-heading of a section, or all of it where it has none. */
export interface SectionPart {
  /** With its mark and its number; empty where the part has none. */
  readonly heading: string;
  readonly title: string;
  /** Characters of the whole part, what was written before included. */
  readonly length: number;
}

/** What the parts of a section depend on. */
export interface PartedSection {
  readonly section: Section;
  /** Characters of the whole section. */
  readonly length: number;
  /** 0 for the first section. */
  readonly index: number;
  readonly kind: Pick<DocumentKind, 'body' | 'headings' | 'hasSubheadings'>;
  readonly language: Language;
}

/** The parts of a section: one for each of its points where it is long enough for that, else one. */
export function sectionParts({ section, length, index, kind, language }: PartedSection): SectionPart[] {
  const { title, points } = section;
  const hasSubheadings =
    kind.headings === 'numbered' &&
    kind.body === 'prose' &&
    kind.hasSubheadings !== false &&
    title !== '' &&
    points.length > 1 &&
    length >= SHORTEST_WITH_SUBHEADINGS &&
    length / points.length >= SHORTEST_UNDER_SUBHEADING &&
    points.every((point) => point.length <= LONGEST_SUBHEADING);
  if (!hasSubheadings) return [{ heading: '', title, length }];
  return points.map((point, place) => ({
    heading: subheading(index, place, point, language),
    title: point,
    length: length / points.length,
  }));
}
