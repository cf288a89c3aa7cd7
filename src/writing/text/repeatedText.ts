import { unitGrams } from './measure.ts';

/** How far back and ahead a completion must not repeat, in UTF-16 units. */
const LOOKED_AT = 200;
/** So many characters or words in a row are a repetition, … */
const LONGEST_RUN = 12;
/** … and so is a clause of at least so many, … */
const SHORTEST_CLAUSE = 8;
/** … and a whole sentence of at least so many. */
const SHORTEST_SENTENCE = 5;
const SENTENCE_MARKS = /^\s*(?:(?:[-*+•]|\d{1,3}[.)、）])\s*)?|[\s。！？!?…；;.]+$/g;
const BETWEEN_CLAUSES = /[\s，。；：！？、,;:!?…]+|\.\s/;
const CLAUSE_BEGUN = /[^\n，。；：！？、,;:!?…]*$/;

/** The same characters three times in a row, as of a model that goes in circles. */
const CIRCLE = /([^\s\p{N}.…—\-*=_])\1\1|(.{2,20}?)\2\2/u;
/** A clause of at least so many comes once in a sentence. */
const SHORTEST_REPEATED = 4;

/** True for a sentence or list item that says again what stands just before or after it, or itself says something twice. */
export function repeatsNearby(piece: string, before: string, after: string): boolean {
  const near = before.slice(-LOOKED_AT);
  const next = after.trimStart();
  return (
    next.startsWith(piece.trim()) ||
    repeats(piece, next.slice(0, LOOKED_AT)) ||
    repeats(piece, near) ||
    stutters(piece, near) ||
    goesInCircles(piece) ||
    endsAsEarlier(piece, near)
  );
}

function repeats(piece: string, known: string): boolean {
  const runs = new Set(unitGrams(known, LONGEST_RUN));
  return (
    unitGrams(piece, LONGEST_RUN).some((run) => runs.has(run)) ||
    isRepeated(piece.replace(SENTENCE_MARKS, ''), known, SHORTEST_SENTENCE) ||
    piece.split(BETWEEN_CLAUSES).some((clause) => isRepeated(clause, known, SHORTEST_CLAUSE))
  );
}

function goesInCircles(piece: string): boolean {
  const long = piece
    .split(BETWEEN_CLAUSES)
    .filter((clause) => unitGrams(clause, SHORTEST_REPEATED).length > 0);
  return CIRCLE.test(piece) || new Set(long).size < long.length;
}

/** True when it begins with the two or more characters, or the word, that stand before it. */
function stutters(piece: string, near: string): boolean {
  const begun = CLAUSE_BEGUN.exec(near)?.[0] ?? '';
  const units = unitGrams(piece.slice(0, 2 * begun.length), 1);
  return [2, 3, 4, 5, 6].some(
    (count) => units.length >= count && unitGrams(begun, count).at(-1) === units.slice(0, count).join(' '),
  );
}

/** True when a clause that the person has begun would end as an earlier one did. */
function endsAsEarlier(piece: string, near: string): boolean {
  const begun = CLAUSE_BEGUN.exec(near)?.[0] ?? '';
  const [clause = ''] = (begun + piece).split(BETWEEN_CLAUSES);
  return begun !== '' && isRepeated(clause, near.slice(0, -begun.length), SHORTEST_CLAUSE);
}

function isRepeated(words: string, known: string, shortest: number): boolean {
  return unitGrams(words, shortest).length > 0 && includesUnits(known, words);
}

function includesUnits(known: string, clause: string): boolean {
  const spaced = (text: string) => ` ${unitGrams(text, 1).join(' ')} `;
  return spaced(known).includes(spaced(clause));
}
