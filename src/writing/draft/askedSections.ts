import type { DocumentKind } from '../documents/kind.ts';
import type { Outline, Section } from '../outline/outline.ts';
import { shareLength } from '../outline/shareLength.ts';
import type { Language } from '../text/language.ts';

/** Acts, lessons, entries: the title says which one it is. */
const ORDINAL = /^第.{1,3}[幕课集回讲篇封天场]$/;

/**
 * Gives a plan the sections that a person asked for: their very titles, each with the points planned under it, or as many as
 * they said. A kind of which nobody asked for sections leaves the plan as it is.
 * @param length characters of the whole document
 */
export function withAskedSections(
  outline: Outline,
  kind: DocumentKind,
  language: Language,
  length: number,
): Outline {
  if (!kind.askedSections) return outline;
  const sections = kind.wordings[language].defaultSections.map(({ title }, index) =>
    kind.askedSections === 'titles'
      ? { ...planned(outline, title, index), title }
      : numbered(outline.sections[index], title),
  );
  const lengths = shareLength(
    length,
    sections.map((section) => section.length),
  );
  return { sections: sections.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })) };
}

/** A planned section with what says which one it is. */
function numbered(section: Section | undefined, title: string): Section {
  if (!section) return { title, points: [], length: 0 };
  const isNamed = section.title.includes(title) || !ORDINAL.test(title);
  return isNamed ? section : { ...section, title: `${title} ${section.title}` };
}

/** What a plan has under a title, or, where it has the title under no section, in the same place. */
function planned({ sections }: Outline, title: string, index: number): Pick<Section, 'points' | 'length'> {
  const found =
    sections.find((section) => section.title === title) ??
    sections.find((section) => section.title.includes(title) || title.includes(section.title)) ??
    sections[index];
  return { points: found?.points ?? [], length: found?.length ?? 0 };
}
