import { bareKey, type Figure, figuresIn, knownFigures } from './figures.ts';
import { type Name, namesIn } from './names.ts';

/** Figures and names of a document that nobody gave. */
export interface WithoutSource {
  readonly figures: readonly Figure[];
  readonly names: readonly Name[];
}

/**
 * Looks for the figures and names of a text in what was given: each that is not there, once, where it first stands. A value may
 * be written otherwise there, and its unit may stand elsewhere; what was computed or rounded is not found.
 * @param given what the sources and the person say
 */
export function withoutSource(text: string, given: string): WithoutSource {
  const known = knownFigures(given);
  const said = given.replace(/\s/g, '');
  const figures = figuresIn(text).filter((figure) => !known.has(figure.key) && !known.has(bareKey(figure)));
  const names = namesIn(text).filter(({ core }) => !said.includes(core.replace(/\s/g, '')));
  return {
    figures: figures.filter(({ key }, index) => figures.findIndex((other) => other.key === key) === index),
    names: names.filter(({ core }, index) => names.findIndex((other) => other.core === core) === index),
  };
}
