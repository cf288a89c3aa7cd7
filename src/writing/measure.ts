import { printHeading, type Section } from './outline.ts';

/** Chinese characters plus words in Latin letters; digits, punctuation and marks do not count. */
export function countCharacters(text: string): number {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/\p{Script=Latin}+(?:['’-]\p{Script=Latin}+)*/gu)?.length ?? 0;
  return characters + words;
}

/**
 * Length score S_l of LongBench-Write, 0 to 100.
 * @param required characters asked for
 * @param written characters written
 */
export function lengthScore(required: number, written: number): number {
  if (written <= 0) return 0;
  const excess = written > required ? (written / required - 1) / 3 : (required / written - 1) / 2;
  return 100 * Math.max(0, 1 - excess);
}

/** rep-n: 100·(1 − unique/total n-grams) over the characters of a text without its white space. */
export function repetition(text: string, n: number): number {
  const all = grams([...text.replace(/\s+/g, '')], n);
  return all.length === 0 ? 0 : 100 * (1 - new Set(all).size / all.length);
}

/** How far a Markdown document keeps to its outline. */
export interface Coverage {
  readonly planned: number;
  /** Planned headings that are there in the planned order. */
  readonly present: number;
  /** Second-level headings that nobody planned. */
  readonly extra: number;
}

/** Compares the second-level headings of a document with its outline. */
export function outlineCoverage(markdown: string, sections: readonly Section[]): Coverage {
  const headings = [...markdown.matchAll(/^## +(.+?)\s*$/gm)].map((match) => match[1]);
  const planned = sections.map((section, index) => printHeading(index, section.title));
  let from = 0;
  let present = 0;
  for (const heading of planned) {
    const found = headings.indexOf(heading, from);
    if (found < 0) continue;
    present++;
    from = found + 1;
  }
  return { planned: planned.length, present, extra: headings.length - present };
}

/** Every n units in a row of a text: a unit is a word in Latin letters, a number, or any other single character. */
export function unitGrams(text: string, n: number): string[] {
  return grams(text.match(/\p{Script=Latin}+|\p{N}+|\S/gu) ?? [], n);
}

function grams(units: readonly string[], n: number): string[] {
  return units.slice(n - 1).map((_, start) => units.slice(start, start + n).join(' '));
}
