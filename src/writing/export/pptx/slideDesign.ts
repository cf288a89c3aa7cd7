import { type Run, type TableRow, textOf, textWidth } from '../document.ts';
import type { SlideLine } from './slideLines.ts';

/** Lengths of a slide in inches, its fonts in points. */
export const SLIDE = { width: 13.333, height: 7.5 };
/** Where the title of a slide stands, in inches from the upper left corner. */
export const TITLE_BOX = { x: 0.75, y: 0.5, w: 11.83, h: 0.9 };
/** Where text and tables stand, in inches likewise. */
export const BODY_BOX = { x: 0.75, y: 1.65, w: 11.83, h: 5.1 };

/** RRGGBB in hex, as pptxgenjs takes colours. */
export const COLOR = { title: '1F3864', accent: '2E5C9A', text: '262626', muted: '7F7F7F', line: 'BFC9D9' };
/** Microsoft YaHei, which Windows and Office have; its Latin letters go with it. */
export const FONT = '微软雅黑';
/** Has one width; Chinese characters fall back to another font. */
export const CODE_FONT = 'Consolas';

/** Points of a table's text. */
export const TABLE_SIZE = 16;
/** Inches above and below a cell's text. */
export const CELL_MARGIN = 0.06;
const LEVEL_SIZES = [22, 20, 18];
/** Distance of lines, as a multiple of what the font asks for, which for Chinese fonts is about 1.35 times their size. */
export const LINE_SPACING = 1.1;
const LINE_HEIGHT = 1.35 * LINE_SPACING;
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
  const rows = row.map((cell, column) =>
    rowsOf(cell, ((widths[column] ?? 0) - PADDING) * POINTS_PER_INCH, TABLE_SIZE),
  );
  return Math.max(1, ...rows) * TABLE_SIZE * LINE_HEIGHT + 2 * CELL_MARGIN * POINTS_PER_INCH;
}

/** What a cell has room for: rows, and Chinese characters in each. */
export interface CellRoom {
  readonly rows: number;
  readonly characters: number;
}

/** What a cell has room for in a height in points. @param width of its column in inches */
export function cellRoom(height: number, width: number): CellRoom {
  const rows = Math.floor((height - 2 * CELL_MARGIN * POINTS_PER_INCH) / (TABLE_SIZE * LINE_HEIGHT));
  const letters = lettersOf((width - PADDING) * POINTS_PER_INCH, TABLE_SIZE);
  return { rows: Math.max(1, rows), characters: Math.max(1, Math.floor(letters / 2)) };
}

/** Letters of a row in a width in points. */
function lettersOf(width: number, size: number): number {
  return Math.max(2, (width / size) * 2);
}

/** Rows that text takes up in a width in points. */
function rowsOf(runs: readonly Run[], width: number, size: number): number {
  const letters = lettersOf(width, size);
  return textOf(runs)
    .split('\n')
    .reduce((sum, text) => sum + Math.max(1, Math.ceil(textWidth(text) / letters)), 0);
}

/** Points of height for a slide's lines. */
export const BODY_HEIGHT = BODY_BOX.h * POINTS_PER_INCH;

/** Font size at which a title of this width, in Latin letters, fits its box. */
export function titleSize(width: number): number {
  if (width <= 56) return 28;
  return width <= 76 ? 22 : 18;
}

/** The same for the title slide, whose title may take three lines. */
export function coverSize(width: number): number {
  if (width <= 40) return 44;
  return width <= 90 ? 36 : 28;
}
