import { repetition, unitGrams } from '../../../../src/writing/text/measure.ts';
import { sectionsOf } from './sections.ts';

const GRAM = 4;

/** rep-4 of each section by itself, weighted by its length: percent of 4-grams that came before in the same section. */
export function repetitionWithin(markdown: string): number {
  const bodies = parts(markdown);
  const total = bodies.reduce((sum, { length }) => sum + length, 0);
  return total === 0
    ? 0
    : bodies.reduce((sum, body) => sum + repetition(body, GRAM) * body.length, 0) / total;
}

/** Percent of the 4-grams of each section, each counted once, that stand in an earlier section. */
export function repetitionBetween(markdown: string): number {
  const known = new Set<string>();
  let total = 0;
  let repeated = 0;
  for (const body of parts(markdown)) {
    const grams = new Set(unitGrams(body, GRAM));
    total += grams.size;
    repeated += [...grams].filter((gram) => known.has(gram)).length;
    for (const gram of grams) known.add(gram);
  }
  return total === 0 ? 0 : (100 * repeated) / total;
}

/** The sections' bodies; of a text in one piece, such as a letter, its paragraphs. */
function parts(markdown: string): string[] {
  const bodies = sectionsOf(markdown).map(({ body }) => body);
  return bodies.length > 1 ? bodies : (bodies[0]?.split(/\n\s*\n/) ?? []);
}
