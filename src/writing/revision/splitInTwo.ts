/** A text shorter than this is not cut: it fits every model, or none. */
const SHORTEST = 40;
/** Where a text may be cut, the best first: between paragraphs, lines, sentences, clauses. */
const CUTS = [/\n\s*\n/g, /\n/g, /(?<=[。！？!?；]["”’」』）)]*)/g, /(?<=[，、,;：:\s])/g];
/** A cut this near to one end would hardly shorten the other part. */
const LEAST_SHARE = 0.2;

/** Two parts of a text, without the white space between them. */
export interface Cut {
  readonly firstEnd: number;
  readonly secondStart: number;
}

/** Where best to cut a text in two, as near to its middle as paragraphs and sentences allow; undefined for a short one. */
export function splitInTwo(text: string): Cut | undefined {
  if (text.length < SHORTEST) return undefined;
  const place = CUTS.map((cut) => nearestToMiddle(text, cut)).find((found) => found !== undefined);
  return around(text, place ?? middle(text));
}

function nearestToMiddle(text: string, cut: RegExp): number | undefined {
  const distance = (place: number) => Math.abs(place - text.length / 2);
  const places = [...text.matchAll(cut)]
    .map((match) => match.index)
    .filter((place) => place > text.length * LEAST_SHARE && place < text.length * (1 - LEAST_SHARE));
  return places.sort((a, b) => distance(a) - distance(b))[0];
}

/** Not within a surrogate pair. */
function middle(text: string): number {
  const place = Math.floor(text.length / 2);
  return /[\uDC00-\uDFFF]/.test(text.charAt(place)) ? place + 1 : place;
}

function around(text: string, place: number): Cut {
  const first = text.slice(0, place).trimEnd();
  return { firstEnd: first.length, secondStart: text.length - text.slice(first.length).trimStart().length };
}
