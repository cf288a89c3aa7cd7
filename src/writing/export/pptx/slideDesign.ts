import { type Run, type TableRow, textOf, textWidth } from '../document.ts';
import type { SlideLine } from './slideLines.ts';

/** Lengths of a slide in inches, its fonts in points. */
export const SLIDE = { width: 13.333, height: 7.5 };
/** Where the title of a slide stands, in inches from the upper left corner. */
export const TITLE_BOX = { x: 0.75, y: 0.5, w: 11.83, h: 0.9 };
/** Where the title slide has its title. */
export const COVER_BOX = { x: 1.1, y: 1.6, w: 11.2, h: 2.9 };
/** Where the title slide has the lines below its title. */
export const DETAILS_BOX = { x: 1.1, y: 4.95, w: 11.2, h: 1.9 };
/** Points of them, where they are few. */
export const DETAILS_SIZE = 18;
/** Where every other slide has the document's title. */
export const FOOTER_BOX = { x: 0.75, y: 6.95, w: 10, h: 0.35 };
/** Points of it. */
export const FOOTER_SIZE = 10;
/** Where text and tables stand, in inches likewise. */
export const BODY_BOX = { x: 0.75, y: 1.65, w: 11.83, h: 5.1 };

/** RRGGBB in hex, as pptxgenjs takes colours. */
export const COLOR = { title: '1F3864', accent: '2E5C9A', text: '262626', muted: '7F7F7F', line: 'BFC9D9' };
/** Microsoft YaHei, which Windows and Office have; its Latin letters go with it. */
export const FONT = '微软雅黑';
/** Has one width; Chinese characters fall back to another font. */
export const CODE_FONT = 'Consolas';

/** How the cells of a table look. */
export interface TableDesign {
  /** Points of its text. */
  readonly size: number;
  /** Inches above and below a cell's text, and at either side of it. */
  readonly above: number;
  readonly beside: number;
}

/** The more columns, the smaller. */
export function tableDesign(columns: number): TableDesign {
  if (columns <= 12) return { size: 16, above: 0.06, beside: 0.1 };
  return columns <= 24 ? { size: 11, above: 0.04, beside: 0.05 } : { size: 7, above: 0.03, beside: 0.03 };
}

const LEVEL_SIZES = [22, 20, 18];
/** What a Chinese font asks for, as a multiple of its size; about. */
const FONT_HEIGHT = 1.35;
/** Distance of lines, as a multiple of what the font asks for. */
export const LINE_SPACING = 1.1;
const LINE_HEIGHT = FONT_HEIGHT * LINE_SPACING;
/** Points that a level stands from the one above; its bullet hangs in there. */
export const INDENT = 28;
const POINTS_PER_INCH = 72;
/** Text boxes keep a tenth of an inch free at either side. */
const PADDING = 0.2;

/** Points by level: the deeper, the smaller. */
export function fontSize({ level, mark }: SlideLine): number {
  if (mark === 'code') return 14;
  return LEVEL_SIZES[level] ?? 18;
}

/** Points of white space above a line. */
export function spaceBefore({ level, mark }: SlideLine): number {
  if (mark === 'code') return 0;
  if (mark === 'heading') return 16;
  return level === 0 ? 12 : 6;
}

/** Points of height that a line takes up, with the space above it; about, as fonts differ. */
export function lineHeight(line: SlideLine): number {
  const size = fontSize(line);
  const width = (BODY_BOX.w - PADDING) * POINTS_PER_INCH - INDENT * (line.level + 1);
  return rowsOf(line.runs, width, size) * size * LINE_HEIGHT + spaceBefore(line);
}

/** The same for a row of a table. @param widths of its columns in inches */
export function rowHeight(row: TableRow, widths: readonly number[]): number {
  const { size, above, beside } = tableDesign(widths.length);
  const rows = row.map((cell, column) =>
    rowsOf(cell, ((widths[column] ?? 0) - 2 * beside) * POINTS_PER_INCH, size),
  );
  return Math.max(1, ...rows) * size * LINE_HEIGHT + 2 * above * POINTS_PER_INCH;
}

/** What a cell has room for: rows, and Chinese characters in each. */
export interface CellRoom {
  readonly rows: number;
  readonly characters: number;
}

/** What a cell has room for in a height in points. @param width of its column in inches */
export function cellRoom(height: number, width: number, { size, above, beside }: TableDesign): CellRoom {
  const rows = Math.floor((height - 2 * above * POINTS_PER_INCH) / (size * LINE_HEIGHT));
  const letters = lettersOf((width - 2 * beside) * POINTS_PER_INCH, size);
  return { rows: Math.max(1, rows), characters: Math.max(1, Math.floor(letters / 2)) };
}

/** Letters of a row in a width in points. */
function lettersOf(width: number, size: number): number {
  return Math.max(2, (width / size) * 2);
}

/** Rows that text takes up in a width in points. */
function rowsOf(runs: readonly Run[], width: number, size: number): number {
  return textRows(textOf(runs), width, size);
}

function textRows(text: string, width: number, size: number): number {
  const letters = lettersOf(width, size);
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / letters)), 0);
}

/** Points of height for a slide's lines. */
export const BODY_HEIGHT = BODY_BOX.h * POINTS_PER_INCH;

/** A text that has a box to itself. */
export interface FittedText {
  readonly text: string;
  /** Points. */
  readonly size: number;
  /** True where it ends before its end: the whole belongs into the notes. */
  readonly isCut: boolean;
}

/** The title of a slide in a size at which it fits its box. */
export function fitTitle(title: string): FittedText {
  const width = textWidth(title);
  return fitText(title, TITLE_BOX, width <= 56 ? 28 : width <= 76 ? 22 : 18, 12);
}

/** The same for the title slide. */
export function fitCover(title: string): FittedText {
  const width = textWidth(title);
  return fitText(title, COVER_BOX, width <= 40 ? 44 : width <= 90 ? 36 : 28, 14);
}

/** The same for the lines below it. */
export function fitDetails(lines: readonly string[]): FittedText {
  return fitText(lines.join('\n'), DETAILS_BOX, DETAILS_SIZE, 10);
}

/** The same for the foot of every slide, which has one line. */
export function fitFooter(title: string): FittedText {
  return fitText(title, FOOTER_BOX, FOOTER_SIZE, FOOTER_SIZE);
}

/** @param largest size in points, and the `smallest`, at which the text is cut */
function fitText(
  text: string,
  { w, h }: { readonly w: number; readonly h: number },
  largest: number,
  smallest: number,
): FittedText {
  const width = (w - PADDING) * POINTS_PER_INCH;
  const fits = (part: string, size: number) =>
    textRows(part, width, size) * size * FONT_HEIGHT <= Math.max(h * POINTS_PER_INCH, size * FONT_HEIGHT);
  for (let size = largest; size >= smallest; size -= 2)
    if (fits(text, size)) return { text, size, isCut: false };
  const characters = [...text];
  while (characters.length > 0 && !fits(`${characters.join('')}…`, smallest)) characters.pop();
  return { text: `${characters.join('').trimEnd()}…`, size: smallest, isCut: true };
}
