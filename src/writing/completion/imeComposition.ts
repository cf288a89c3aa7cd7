/**
 * True where the text ends as if an input method were at work: Latin letters, perhaps with the apostrophes that separate
 * syllables, right after a Chinese character or mark. An extension is not told of a composition, and its letters are in the
 * document while it lasts; letters that stay for long were meant (`使用git`).
 */
export function maybeComposing(before: string): boolean {
  return /[\p{Script=Han}\u3000-\u303f\uff01-\uff20“”‘’（）][a-zA-Z][a-zA-Z' ]*$/u.test(before);
}
