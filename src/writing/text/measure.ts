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

/** Every n units in a row of a text: a unit is a word in Latin letters, a number, or any other single character. */
export function unitGrams(text: string, n: number): string[] {
  return grams(text.match(/\p{Script=Latin}+|\p{N}+|\S/gu) ?? [], n);
}

function grams(units: readonly string[], n: number): string[] {
  return units.slice(n - 1).map((_, start) => units.slice(start, start + n).join(' '));
}
