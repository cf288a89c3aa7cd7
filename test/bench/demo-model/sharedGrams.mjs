/** Characters of a gram. */
const SIZE = 4;

/** Mean over all pairs of texts: percent of the shorter one's 4-grams, without white space, that the other has too. */
export function meanShared(texts) {
  const sets = texts.map(gramsOf);
  const shares = sets.flatMap((one, index) => sets.slice(index + 1).map((other) => shared(one, other)));
  return shares.reduce((sum, each) => sum + each, 0) / shares.length;
}

function gramsOf(text) {
  const characters = [...text.replace(/\s+/g, '')];
  return new Set(characters.slice(SIZE - 1).map((_, at) => characters.slice(at, at + SIZE).join('')));
}

function shared(one, other) {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  return (100 * [...small].filter((gram) => large.has(gram)).length) / Math.max(small.size, 1);
}
