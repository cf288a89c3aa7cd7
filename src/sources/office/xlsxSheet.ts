import type { XmlElement } from '@rgrove/parse-xml';
import { LONGEST_TEXT, ReadFailure } from '../readerResult.ts';
import { richText, type Workbook } from './workbook.ts';
import { attribute, descendants, elements, find } from './xml.ts';

/** Texts by column, of the rows in which something stands; columns and rows count from 0. */
type Grid = Map<number, Map<number, string>>;

/** The tables of a sheet: runs of rows without an empty row between them. A merged cell's text stands in each place of it. */
export function sheetTables(sheet: XmlElement, workbook: Workbook): string[][][] {
  const grid = readGrid(sheet, workbook);
  const extent = extentOf(grid);
  for (const merge of descendants(sheet, 'mergeCell')) spread(grid, attribute(merge, 'ref') ?? '', extent);
  const tables: string[][][] = [];
  let last: number | undefined;
  for (const [index, row] of [...grid].sort(([a], [b]) => a - b)) {
    const width = Math.max(...row.keys()) + 1;
    const texts = Array.from({ length: width }, (_, column) => row.get(column) ?? '');
    if (last === undefined || index > last + 1) tables.push([]);
    tables.at(-1)?.push(texts);
    last = index;
  }
  return tables;
}

function readGrid(sheet: XmlElement, workbook: Workbook): Grid {
  const grid: Grid = new Map();
  let room = LONGEST_TEXT;
  let rowIndex = -1;
  for (const row of elements(find(sheet, 'sheetData') ?? sheet, 'row')) {
    // A row or a cell without a place comes after the one before it.
    rowIndex = Number(attribute(row, 'r') ?? rowIndex + 2) - 1;
    let column = -1;
    const texts = new Map<number, string>();
    for (const cell of elements(row, 'c')) {
      column = columnOf(attribute(cell, 'r')) ?? column + 1;
      const text = cellText(cell, workbook);
      room -= text.length;
      if (room < 0) throw new ReadFailure('textTooLong');
      if (text.trim() !== '') texts.set(column, text);
    }
    if (texts.size > 0) grid.set(rowIndex, texts);
  }
  return grid;
}

/** A cell's text as it is shown: of a formula what was computed last. */
function cellText(cell: XmlElement, { sharedTexts, formats }: Workbook): string {
  const value = find(cell, 'v')?.text ?? '';
  switch (attribute(cell, 't') ?? 'n') {
    case 's':
      return sharedTexts[Number(value)] ?? '';
    case 'inlineStr':
      return richText(find(cell, 'is') ?? cell);
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return value === '' ? '' : formats(Number(value), Number(attribute(cell, 's') ?? 0));
    default:
      return value;
  }
}

/** Fills what a merged cell covers, as far as rows and columns are in use. */
function spread(grid: Grid, reference: string, { rows, columns }: Extent): void {
  const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference) ?? [];
  const from = columnOf(left) ?? 0;
  const text = grid.get(Number(top) - 1)?.get(from);
  if (text === undefined) return;
  const lastColumn = Math.min(columnOf(right) ?? from, columns - 1);
  for (let index = Number(top) - 1; index < Math.min(Number(bottom), rows); index++) {
    const row = grid.get(index);
    for (let column = from; row && column <= lastColumn; column++) row.set(column, text);
  }
}

/** Rows and columns up to the last in which something stands. */
interface Extent {
  readonly rows: number;
  readonly columns: number;
}

function extentOf(grid: Grid): Extent {
  let rows = 0;
  let columns = 0;
  for (const [index, row] of grid) {
    rows = Math.max(rows, index + 1);
    for (const column of row.keys()) columns = Math.max(columns, column + 1);
  }
  return { rows, columns };
}

/** 0 for the column A, as in `A1`. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = reference && /^[A-Z]+/.exec(reference)?.[0];
  if (!letters) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
