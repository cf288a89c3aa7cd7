import type { Section } from '../outline/outline.ts';
import type { Language } from '../text/language.ts';
import { countCharacters, unitGrams } from '../text/measure.ts';

/** What is wrong with a finished section, seen beside the others. */
export type Weakness =
  /** Most of it stands in the sections before it. */
  | 'repeats'
  /** It is not in the document's language. */
  | 'language'
  /** It lacks a point that the person asked for. */
  | 'missingPoint'
  /** It is far shorter than planned. */
  | 'short';

/** A section that is worth writing again. */
export interface WeakSection {
  /** 0 for the first section. */
  readonly index: number;
  readonly title: string;
  readonly weakness: Weakness;
}

/** From this share of 4-grams on that earlier sections have, a section says again what they say. */
const REPEATED = 0.5;
/** A smaller share of the planned length is too little. */
const SHORTEST = 0.35;
/** Up to this share of words in the other script may be names and abbreviations. */
const FOREIGN = { zh: 0.4, en: 0.1 } as const;
/** A point is there from this share of its pairs of characters on. */
const SAID = 0.6;

/** One section of a finished document. */
export interface FinishedSection {
  readonly section: Section;
  readonly body: string;
}

/**
 * Looks a finished document over: which sections are worth writing again, and why. A text in one piece has none.
 * @param asked points that the person asked for
 */
export function lookOver(
  sections: readonly FinishedSection[],
  asked: readonly string[],
  language: Language,
): WeakSection[] {
  const earlier = new Set<string>();
  return sections.flatMap(({ section, body }, index) => {
    const grams = unitGrams(body, 4);
    const repeated = grams.filter((gram) => earlier.has(gram)).length / Math.max(grams.length, 1);
    for (const gram of grams) earlier.add(gram);
    const { title, length, points } = section;
    const due = points.filter((point) => asked.some((each) => point.includes(each)));
    const weaknesses: readonly [Weakness, boolean][] = [
      ['language', foreignShare(body, language) > FOREIGN[language]],
      ['repeats', repeated >= REPEATED],
      ['missingPoint', due.some((point) => !says(body, point))],
      ['short', countCharacters(body) < length * SHORTEST],
    ];
    const found = weaknesses.find(([, isSo]) => isSo);
    return found && title !== '' ? [{ index, title, weakness: found[0] }] : [];
  });
}

/** Share of a text's words, Chinese characters counting as such, that are in the other script. */
function foreignShare(text: string, language: Language): number {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return (language === 'zh' ? latin : chinese) / Math.max(chinese + latin, 1);
}

function says(body: string, point: string): boolean {
  const there = new Set(unitGrams(body.toLowerCase(), 2));
  const pairs = unitGrams(point.toLowerCase(), 2);
  return pairs.filter((pair) => there.has(pair)).length >= pairs.length * SAID;
}
