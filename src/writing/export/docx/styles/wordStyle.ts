import type { IFontAttributesProperties, IStylesOptions } from 'docx';
import type { Language } from '../../../text/language.ts';

/** A style of Word files, as data. Lengths are in twentieths of a point (twips), font sizes in half points, as Word keeps them. */
export interface WordStyle {
  readonly page: Page;
  /** Word's styles, under the ids of `STYLE` and Word's own. */
  readonly styles: (language: Language) => IStylesOptions;
  /** `outside`: right on odd pages, left on even ones, a character from the margin; `none` where others give the footer. */
  readonly pageNumber: { readonly place: 'centre' | 'outside' | 'none'; readonly size: number };
  /** `paragraphs`: the items of a list are set as paragraphs are, with their number before the text. */
  readonly lists: 'hanging' | 'paragraphs';
  readonly table: { readonly border: string; readonly headerFill?: string };
  /** Colour behind code in a line; none when absent. */
  readonly codeFill: string | undefined;
  /** What of a run makes Word set its marks, which both fonts have, in the Chinese one. */
  readonly chinese: RegExp;
  /** Whether contents stand before the text, and figures and tables have numbered captions. */
  readonly scholarly: boolean;
  /** Whether it has the parts of an official document: letterhead, signature, imprint, numbered headings. */
  readonly official: boolean;
  /** For each font that a machine may lack, those to take instead, the best first. */
  readonly substitutes: Readonly<Record<string, string>>;
}

/** Size of a page and its margins; those of header and footer are Word's where they are absent. */
export interface Page {
  readonly size: { readonly width: number; readonly height: number };
  readonly margin: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
    readonly header?: number;
    readonly footer?: number;
  };
}

/** Ids of the paragraph styles that are not Word's own. */
export const STYLE = {
  body: 'BodyText',
  quote: 'Quote',
  code: 'SourceCode',
  cell: 'TableText',
  details: 'Subtitle',
  listItem: 'ListParagraph',
  caption: 'Caption',
  contentsTitle: 'TOCHeading',
} as const;

/** Font sizes by their Chinese names. */
export const SIZE = { erhao: 44, sanhao: 32, sihao: 28, xiaosi: 24, wuhao: 21, xiaowu: 18 };

/** A4. */
export const A4 = { width: 11906, height: 16838 };

/** A font for Latin letters and one for Chinese characters. */
export function font(latin: string, eastAsia: string): IFontAttributesProperties {
  return { ascii: latin, hAnsi: latin, cs: latin, eastAsia };
}

/** Latin letters of one width; Chinese characters look as in the text. */
export const CODE_FONT = font('Consolas', '宋体');

/** Twips of a length in millimetres. */
export function mm(length: number): number {
  return Math.round((length * 1440) / 25.4);
}

/** Twips between the margins at the sides: how wide a table may be. */
export function textWidth({ size, margin }: Page): number {
  return size.width - margin.left - margin.right;
}

/** Twips between the margins above and below. */
export function textHeight({ size, margin }: Page): number {
  return size.height - margin.top - margin.bottom;
}
