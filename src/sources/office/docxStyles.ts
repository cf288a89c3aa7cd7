import type { XmlElement } from '@rgrove/parse-xml';
import { type Parts, part, relationsOf } from './package.ts';
import { attribute, elements, find } from './xml.ts';

/** A place in a list; ECMA-376 part 1, 17.9. */
export interface ListPlace {
  readonly list?: string | undefined;
  /** 0 for the outermost. */
  readonly level?: number | undefined;
}

/** What a paragraph style says, or the styles that it is based on. */
export interface ParagraphStyle extends ListPlace {
  readonly name: string;
  /** 0 for the highest heading; undefined for what is none. */
  readonly outlineLevel: number | undefined;
}

/** The paragraph styles of a Word document by their ids. */
export function paragraphStyles(parts: Parts, document: string): ReadonlyMap<string, ParagraphStyle> {
  const target = relationsOf(parts, document).find(({ type }) => type === 'styles')?.target;
  if (target === undefined || !parts.has(target)) return new Map();
  const all = elements(part(parts, target), 'style');
  const byId = new Map(all.map((style) => [attribute(style, 'styleId') ?? '', style]));
  return new Map(
    [...byId]
      .filter(([, style]) => attribute(style, 'type') === 'paragraph')
      .map(([id, style]) => [id, styleOf(style, byId)]),
  );
}

function styleOf(style: XmlElement, byId: ReadonlyMap<string, XmlElement>): ParagraphStyle {
  const chain = new Set<XmlElement>();
  for (let next: XmlElement | undefined = style; next && !chain.has(next); ) {
    chain.add(next);
    next = byId.get(valueOfChild(next, 'basedOn') ?? '');
  }
  const inherited = (...names: readonly string[]) =>
    [...chain].map((each) => find(each, 'pPr', ...names)).find((found) => found !== undefined);
  const level = inherited('outlineLvl');
  const outlineLevel = level && Number(attribute(level, 'val'));
  const numbering = inherited('numPr');
  return {
    name: valueOfChild(style, 'name') ?? '',
    outlineLevel,
    ...(numbering ? listPlace(numbering) : {}),
  };
}

/** What a `numPr` says. */
export function listPlace(numbering: XmlElement): ListPlace {
  const level = valueOfChild(numbering, 'ilvl');
  return { list: valueOfChild(numbering, 'numId'), level: level === undefined ? undefined : Number(level) };
}

/** The value of an element that has no more than one. */
export function valueOfChild(parent: XmlElement, name: string): string | undefined {
  const child = find(parent, name);
  return child && attribute(child, 'val');
}
