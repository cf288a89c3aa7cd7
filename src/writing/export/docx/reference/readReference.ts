import { business } from '../styles/business.ts';
import type { Page, WordStyle } from '../styles/wordStyle.ts';
import { stylesOf } from './styleSheet.ts';
import {
  attribute,
  type Parts,
  ReferenceFailure,
  type Relationship,
  readParts,
  relationshipsOf,
  xmlOf,
} from './wordPackage.ts';

/** A header or footer, with the pictures that it shows. */
export interface Margin {
  readonly kind: 'header' | 'footer';
  /** `default`, `first` or `even`. */
  readonly pages: string;
  readonly part: string;
  readonly relationships: readonly Relationship[];
}

/** A Word document whose look is taken over. */
export interface Reference {
  readonly parts: Parts;
  readonly styles: string;
  readonly margins: readonly Margin[];
  /** The last section's elements that say how its pages are, as XML. */
  readonly pageXml: {
    readonly size: string;
    readonly margin: string;
    readonly grid: string;
    readonly titlePage: string;
  };
  readonly differsOnEvenPages: boolean;
  /** What the writer has to know of it. */
  readonly style: WordStyle;
  /** Levels of headings that its styles number by themselves. */
  readonly numberedLevels: ReadonlySet<number>;
}

const SOUND = new Set(['image', 'hyperlink']);

/**
 * Reads the look of a Word document: styles, page, headers and footers. A header or footer that refers to more than
 * pictures and links is left out.
 * @throws ReferenceFailure when the file is no Word document, has a password or is too large
 */
export async function readReference(file: Uint8Array): Promise<Reference> {
  const parts = await readParts(file);
  const styles = xmlOf(parts, 'word/styles.xml');
  const document = xmlOf(parts, 'word/document.xml');
  if (!styles?.includes('</w:styles>') || !document?.includes('<w:body'))
    throw new ReferenceFailure('format');
  const sections = [...document.matchAll(/<w:sectPr\b[^>]*?>[\s\S]*?<\/w:sectPr>/g)].map(([xml]) => xml);
  const section = sections.at(-1) ?? '';
  const size = element(section, 'pgSz');
  const margin = element(section, 'pgMar');
  const page = readPage(size, margin);
  return {
    parts,
    styles,
    margins: readMargins(parts, sections),
    pageXml: page
      ? { size, margin, grid: element(section, 'docGrid'), titlePage: element(section, 'titlePg') }
      : NO_PAGE,
    differsOnEvenPages: isOn(element(xmlOf(parts, 'word/settings.xml') ?? '', 'evenAndOddHeaders')),
    style: {
      ...business,
      ...(page ? { page } : {}),
      pageNumber: { place: 'none', size: 0 },
      table: { border: '000000' },
      codeFill: undefined,
    },
    numberedLevels: numberedHeadings(styles),
  };
}

const NO_PAGE = { size: '', margin: '', grid: '', titlePage: '' };

/** Of each kind of pages the header and footer of the last section, which may be those of one before it. */
function readMargins(parts: Parts, sections: readonly string[]): Margin[] {
  const targets = new Map(relationshipsOf(parts, 'word/document.xml').map((each) => [each.id, each.target]));
  const found = new Map<string, Margin>();
  for (const section of sections) {
    for (const [tag, kind] of section.matchAll(/<w:(header|footer)Reference\b[^>]*>/g)) {
      const part = targets.get(attribute(tag, 'r:id')) ?? '';
      const pages = attribute(tag, 'w:type') || 'default';
      const relationships = relationshipsOf(parts, part);
      if (!isSound(parts, part, relationships)) found.delete(`${kind} ${pages}`);
      else
        found.set(`${kind} ${pages}`, {
          kind: kind === 'header' ? 'header' : 'footer',
          pages,
          part,
          relationships,
        });
    }
  }
  return [...found.values()];
}

function isSound(parts: Parts, part: string, relationships: readonly Relationship[]): boolean {
  return (
    parts.has(part) &&
    relationships.every(({ type, target, isExternal }) =>
      type === 'image' ? !isExternal && parts.has(target) : SOUND.has(type) && isExternal,
    )
  );
}

/** Undefined where sizes are missing or leave no room for text. */
function readPage(size: string, margin: string): Page | undefined {
  const number = (tag: string, name: string) => Math.abs(Number.parseInt(attribute(tag, `w:${name}`), 10));
  const page = {
    size: { width: number(size, 'w'), height: number(size, 'h') },
    margin: {
      top: number(margin, 'top'),
      bottom: number(margin, 'bottom'),
      left: number(margin, 'left'),
      right: number(margin, 'right'),
    },
  };
  const width = page.size.width - page.margin.left - page.margin.right;
  const height = page.size.height - page.margin.top - page.margin.bottom;
  return width >= 1440 && height >= 1440 ? page : undefined;
}

function numberedHeadings(styles: string): Set<number> {
  const levels = stylesOf(styles).flatMap(({ name, xml }) => {
    const [, level] = /^heading (\d)$/.exec(name) ?? [];
    return level !== undefined && /<w:numId\b[^>]*w:val="[1-9]/.test(xml) ? [Number(level)] : [];
  });
  return new Set(levels);
}

/** The first element of a name, with what is in it; empty where there is none. */
function element(xml: string, name: string): string {
  return new RegExp(`<w:${name}\\b[^>]*?/>|<w:${name}\\b[^>]*>[\\s\\S]*?</w:${name}>`).exec(xml)?.[0] ?? '';
}

function isOn(tag: string): boolean {
  return tag !== '' && !/^(?:0|false|off)$/.test(attribute(tag, 'w:val'));
}
