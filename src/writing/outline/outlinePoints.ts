import type { Outline, Section } from './outline.ts';

/** From this share of common characters on, a point in the outline gives its place to the one asked for. */
const SAME = 0.85;
/** A small model may have misspelt it. */
const MISSPELT = 0.5;

/**
 * Puts the points that a person asked for, and that the outline lacks, into it, each in the section that it fits best.
 * What says the same already gives its place to it.
 * @param options.main title of the section that they go into where it is there
 * @param options.misspelt the model is small and may have misspelt a point: what is a little like one is taken for it
 */
export function addMissingPoints(
  outline: Outline,
  asked: readonly string[],
  options: { readonly misspelt: boolean; readonly main?: string | undefined },
): Outline {
  const missing = asked.filter(
    (point) => !outline.sections.some((section) => mentions(section, point, asked)),
  );
  return missing.reduce<Outline>(
    (current, point) =>
      replaceLike(current, point, asked, options.misspelt ? MISSPELT : SAME) ??
      addPoint(current, point, options.main),
    outline,
  );
}

/**
 * Takes the points that a person asked for out of the first section, which tells what the document is about, and puts them into
 * the main one.
 */
export function moveToMain(outline: Outline, asked: readonly string[], main: string | undefined): Outline {
  const [first, ...later] = outline.sections;
  if (!first || !later.some(({ title }) => title === main)) return outline;
  const saying = (point: string) => asked.filter((wanted) => point.includes(wanted));
  const isAsked = (point: string) => saying(point).length > 0;
  const there = later.filter(({ title }) => title === main).flatMap(({ points }) => points.flatMap(saying));
  const moved = first.points.filter((point) => saying(point).some((wanted) => !there.includes(wanted)));
  const own = first.points.filter((point) => !isAsked(point));
  return {
    sections: [
      { ...first, points: own },
      ...later.map((section) =>
        section.title === main ? { ...section, points: [...moved, ...section.points] } : section,
      ),
    ],
  };
}

/** A point that names several of those asked for at once has a place for none of them. */
function mentions({ title, points }: Section, point: string, asked: readonly string[]): boolean {
  const wanted = point.toLowerCase();
  const others = asked.map((each) => each.toLowerCase()).filter((each) => !wanted.includes(each));
  return [title, ...points]
    .map((each) => each.toLowerCase())
    .some(
      (each) =>
        each.includes(wanted) && !others.some((other) => !other.includes(wanted) && each.includes(other)),
    );
}

function replaceLike(
  { sections }: Outline,
  point: string,
  asked: readonly string[],
  least: number,
): Outline | undefined {
  const likest = sections
    .flatMap((section) => section.points.filter((each) => !asked.some((wanted) => each.includes(wanted))))
    .map((each) => ({ each, likeness: similarity(point, each) }))
    .sort((a, b) => b.likeness - a.likeness)[0];
  if (!likest || likest.likeness < least) return undefined;
  const replace = (each: string) => (each === likest.each ? point : each);
  return { sections: sections.map((section) => ({ ...section, points: section.points.map(replace) })) };
}

function addPoint({ sections }: Outline, point: string, main: string | undefined): Outline {
  const best = sections.find(({ title }) => title === main) ?? bestSection(sections, point);
  return {
    sections: sections.map((section) =>
      section === best ? { ...section, points: [...section.points, point] } : section,
    ),
  };
}

/** The section whose words are most like the point; among equals the one with the fewest points. */
function bestSection(sections: readonly Section[], point: string): Section | undefined {
  const closeness = (section: Section) => similarity(point, [section.title, ...section.points].join(' '));
  return [...sections].sort((a, b) => closeness(b) - closeness(a) || a.points.length - b.points.length)[0];
}

/** Share of the words of `point` that `text` has too, 0 to 1; each Chinese character counts as a word. */
function similarity(point: string, text: string): number {
  const words = wordsOf(point);
  const known = new Set(wordsOf(text));
  return words.filter((word) => known.has(word)).length / Math.max(words.length, 1);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];
}
