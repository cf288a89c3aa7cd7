/** Pairs of neighbouring Chinese characters, and words in other letters: what two texts on one matter share. */
export function bigramsOf(text: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    const characters = [...run];
    for (let index = 1; index < characters.length; index++) {
      pairs.add(`${characters[index - 1]}${characters[index]}`);
    }
  }
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]{2,}/gu)) {
    if (!/\p{Script=Han}/u.test(word)) pairs.add(word);
  }
  return pairs;
}

/** Share of the first text's pairs that the second one holds; 0 where the first has none. */
export function sharedBigrams(wanted: ReadonlySet<string>, held: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  return [...wanted].filter((pair) => held.has(pair)).length / wanted.size;
}
