import type { Source } from './sources.ts';

/** Characters that no key phrase holds: particles, pronouns, prepositions, numerals. */
const STOP =
  /[的了是在和与及或等为对将把被从到中上下不有也都就还要会可能使让于以其之这那该此各每个些我你他她它们并而但且由向至年月日第一二三四五六七八九十百千万两几多更最很较]/u;
const ENGLISH_STOP = new Set(
  'about after also and are been before between both but can could each for from had has have into its more most not now only other our over should some such than that the their them then there these they this those through under was were what when where which while will with would you your'.split(
    ' ',
  ),
);
const LONGEST = 6;
const LEAST_COUNT = 2;

/**
 * The phrases that a text says most often: runs of 2 to 6 Chinese characters without particles, and words in Latin
 * letters. Longer ones count more, and none is part of another.
 * @param count most phrases
 */
export function keyPhrases(sources: readonly Source[], count: number): string[] {
  const text = sources.map((source) => source.text).join('\n');
  const counts = new Map<string, number>();
  const add = (phrase: string) => counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    for (const phrase of run.split(STOP).flatMap(partsOf)) add(phrase);
  }
  for (const [word] of text.toLowerCase().matchAll(/[a-z][a-z-]{3,}/g)) {
    if (!ENGLISH_STOP.has(word)) add(word);
  }
  const ranked = [...counts]
    .filter(([, times]) => times >= LEAST_COUNT)
    .sort(([a, timesA], [b, timesB]) => timesB * weight(b) - timesA * weight(a) || a.localeCompare(b));
  const chosen: string[] = [];
  for (const [phrase] of ranked) {
    if (chosen.length === count) break;
    if (!chosen.some((other) => overlap(phrase, other))) chosen.push(phrase);
  }
  return chosen.sort((a, b) => text.toLowerCase().indexOf(a) - text.toLowerCase().indexOf(b));
}

/** Every run of 2 to 6 characters. */
function partsOf(run: string): string[] {
  const characters = [...run];
  return characters.flatMap((_, start) =>
    Array.from({ length: Math.max(0, Math.min(LONGEST, characters.length - start) - 1) }, (_, more) =>
      characters.slice(start, start + more + 2).join(''),
    ),
  );
}

/** A pair says less than half of what four characters say; a word in Latin letters is one phrase. */
function weight(phrase: string): number {
  return /[a-z]/.test(phrase) ? 2 : [...phrase].length ** 1.5 - 1;
}

/** True where one holds two characters in a row of the other. */
function overlap(a: string, b: string): boolean {
  if (/[a-z]/.test(a + b)) return a === b;
  return partsOf(a).some((part) => b.includes(part));
}
