import type { Language } from '../text/language.ts';
import type { PictureFile } from './pictures/picture.ts';

/** A finished document as Word and PowerPoint know it: what Markdown says, without how Markdown says it. */
export interface ExportDocument {
  readonly title: string;
  /** The title as it is shown: with its emphasis, links and footnotes. */
  readonly titleRuns: readonly Run[];
  /** What the front matter says beneath the title. */
  readonly subtitle?: string;
  /** Who it says has written it. */
  readonly author?: string;
  /** When, as it says. */
  readonly date?: string;
  /** True when the document itself states its title; else it is the file's name. */
  readonly titled: boolean;
  /** What the front matter says beside title, author and date, by the names that it gives. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Chooses fonts, indents and the wordings that an export adds. */
  readonly language: Language;
  /** Subtitle, author and date as the front matter gives them, each a line beneath the title. */
  readonly byline: readonly (readonly Run[])[];
  /** Further lines beneath it, such as 单位：信息中心. */
  readonly details: readonly (readonly Run[])[];
  readonly blocks: readonly Block[];
}

/** Formats that a document can be exported to, by the ending of their files. */
export const exportFormats = ['docx', 'pptx'] as const;

/** Word or PowerPoint, in today's XML formats. */
export type ExportFormat = (typeof exportFormats)[number];

/** A stretch of text in one style; a line break is a run whose text is `\n`. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  /** Address that a click opens. */
  readonly link?: string;
  /** Footnote that this run, which has no text of its own, refers to: the same one each time, a line break between paragraphs. */
  readonly footnote?: readonly Run[];
  /** A picture in place of the text, which describes it. */
  readonly picture?: Picture;
}

/** A picture in the text. */
export interface Picture {
  readonly file: PictureFile;
  /** What it shows, for those who do not see it; may be empty. */
  readonly alt: string;
  /** What Markdown has in quotation marks after its address; may be empty. */
  readonly title: string;
}

/** What stands by itself between others; `type` tells them apart. */
export type Block = Heading | Paragraph | List | Table | Quote | Code | Rule;

/** A heading of a section, without its marks. */
export interface Heading {
  readonly type: 'heading';
  /** 1 for the document's highest headings under its title, to 6. */
  readonly level: number;
  readonly runs: readonly Run[];
}

/** Text up to the next block; its line breaks are runs. */
export interface Paragraph {
  readonly type: 'paragraph';
  /** Where a letter's paragraph stands that is not indented as others are. */
  readonly place?: 'margin' | 'right';
  /** What it is the caption of, where it is one. */
  readonly caption?: 'figure' | 'table';
  readonly runs: readonly Run[];
}

/** A list, numbered or not; an item may hold further lists. */
export interface List {
  readonly type: 'list';
  readonly ordered: boolean;
  /** Number of the first item. */
  readonly start: number;
  readonly items: readonly (readonly Block[])[];
}

/** As in GitHub's Markdown: a header, rows, and an alignment for each column. */
export interface Table {
  readonly type: 'table';
  readonly align: readonly (ColumnAlign | undefined)[];
  /** The first row is the header. */
  readonly rows: readonly TableRow[];
}

/** What `:--`, `:-:` and `--:` say in Markdown. */
export type ColumnAlign = 'left' | 'center' | 'right';
/** A cell a column, each in runs. */
export type TableRow = readonly (readonly Run[])[];

/** What another has said; it may hold any blocks, quotes too. */
export interface Quote {
  readonly type: 'quote';
  readonly blocks: readonly Block[];
}

/** Text to be kept as it is, in a font of one width. */
export interface Code {
  readonly type: 'code';
  readonly lines: readonly string[];
}

/** A line across the page. */
export interface Rule {
  readonly type: 'rule';
}

/** The text of runs without their styles. */
export function textOf(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join('');
}

/** Hangul, with which the wide characters of East Asia and the pictographs begin. */
const FIRST_WIDE = 0x1100;

/** Width of a text in characters of a Latin letter's width: a Chinese character counts as two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= FIRST_WIDE ? 2 : 1;
  return width;
}

/** Widest of the lines of runs, in characters of a Latin letter's width. */
export function runsWidth(runs: readonly Run[]): number {
  return Math.max(...textOf(runs).split('\n').map(textWidth));
}

/** Who a file says has made it. */
export const CREATOR = 'TeleChat Writer';
