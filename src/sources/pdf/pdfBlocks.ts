import type { Block } from '../markdown/blocks.ts';
import { type Cell, joinTexts, type Line, lineText, type PageLines } from './lines.ts';

/** A line with what tells whether the next one goes on with it. */
interface PlacedLine extends Line {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  /** The right end of the longest of the lines that begin near its beginning. */
  readonly margin: number;
  readonly text: string;
}

/** Letters so much larger than most make a heading, … */
const HEADING_SIZE = 1.15;
/** … where there are not more of them. */
const LONGEST_HEADING = 80;
/** The largest sizes are headings of these levels; all smaller ones are of the last. */
const HEADING_LEVELS = 3;
/** Begins a paragraph wherever it stands. */
const BEGINNING =
  /^(?:[•●▪■◆◇○·\uF06C\uF0B7\uF0D8–*-]\s|[(（]?\d{1,3}[.、)）](?!\d)|[(（]?[一二三四五六七八九十]{1,3}[、)）]|第[一二三四五六七八九十百\d]+[章节条部分])/;
/** What stands before an item or a heading, often with a wide gap after it. */
const MARKER =
  /^(?:[•●▪■◆◇○·\uF06C\uF0B7\uF0D8–*-]|[(（]?\d{1,3}[.、)）]|[(（]?[一二三四五六七八九十]{1,3}[、)）]|第[一二三四五六七八九十百\d]+[章节条部分])$/;
const BULLET = /^[•●▪■◆◇○·\uF06C\uF0B7\uF0D8–*-]\s*/;
const SENTENCE_END = /[。！？.!?：:；;」』”）)]$/;

/** Puts the lines of a document together: headings by their size, tables by the gaps between cells, and paragraphs. */
export function pdfBlocks(pages: readonly PageLines[]): Block[] {
  const lines = pages.flatMap(({ lines: own }, page) => own.map((line) => placed(line, own, page)));
  const body = usualSize(lines);
  const leading = usualLeading(lines);
  const sizes = [
    ...new Set(lines.map(({ size }) => Math.round(size)).filter((size) => size >= body * HEADING_SIZE)),
  ];
  const levels = sizes.sort((a, b) => b - a);
  return groups(lines, leading).map((group): Block => {
    if (isTable(group)) return { type: 'table', rows: tableRows(group) };
    const text = group.map((line) => line.text).reduce(joinLines);
    const size = Math.round(group[0]?.size ?? body);
    if (levels.includes(size) && text.length <= LONGEST_HEADING) {
      return { type: 'heading', level: Math.min(levels.indexOf(size) + 1, HEADING_LEVELS), text };
    }
    return BULLET.test(text) && /^.\s/.test(text)
      ? { type: 'item', depth: 0, mark: '-', text: text.replace(BULLET, '') }
      : { type: 'paragraph', text };
  });
}

function placed(line: Line, others: readonly Line[], page: number): PlacedLine {
  const cells = withoutMarkerGap(line);
  const left = cells[0]?.left ?? 0;
  const near = others.filter((each) => Math.abs((each.cells[0]?.left ?? 0) - left) < line.size * 4);
  const margin = Math.max(...near.map((each) => each.cells.at(-1)?.right ?? 0));
  const text = lineText({ cells });
  return { ...line, cells, page, left, right: cells.at(-1)?.right ?? 0, margin, text };
}

/** A marker and the text after it are no two cells of a table; a number in a table's first column has more than one cell after it. */
function withoutMarkerGap({ cells }: Line): Cell[] {
  const [marker, text, third] = cells;
  if (!marker || !text || third || !MARKER.test(marker.text.trim())) return cells;
  return [{ left: marker.left, right: text.right, text: `${marker.text.trim()} ${text.text.trim()}` }];
}

/** The size of most letters. */
function usualSize(lines: readonly PlacedLine[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    letters.set(Math.round(size), (letters.get(Math.round(size)) ?? 0) + text.length);
  }
  return [...letters].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** The median distance of a line to the next. */
function usualLeading(lines: readonly PlacedLine[]): number {
  const distances = lines.slice(1).map((line, index) => line.y - (lines[index]?.y ?? 0));
  const down = distances.filter((distance) => distance > 0).sort((a, b) => a - b);
  return down[Math.floor(down.length / 2)] ?? 0;
}

/** Runs of lines that make one paragraph, heading or table. */
function groups(lines: readonly PlacedLine[], leading: number): PlacedLine[][] {
  const found: PlacedLine[][] = [];
  for (const line of lines) {
    const group = found.at(-1);
    const last = group?.at(-1);
    if (group && last && goesOn(group, last, line, leading)) group.push(line);
    else found.push([line]);
  }
  return found;
}

function goesOn(group: readonly PlacedLine[], last: PlacedLine, line: PlacedLine, leading: number): boolean {
  const isRow = line.cells.length > 1;
  if (Math.abs(last.size - line.size) > last.size * 0.12) return false;
  const row = group.findLast(({ cells }) => cells.length > 1);
  if (row) return last.page === line.page && (isRow || isWrapped(row, last, line, leading));
  if (isRow) return false;
  if (BEGINNING.test(line.text)) return false;
  if (hasRoomFor(last, line)) return false;
  // Above or on the next page: a column or a page has ended in the middle of a paragraph.
  if (line.page !== last.page || line.y < last.y) return !SENTENCE_END.test(last.text);
  const isIndented = line.left - last.left > line.size * 0.8 && !BEGINNING.test(group[0]?.text ?? '');
  return !isIndented && line.y - last.y <= Math.max(leading * 1.4, line.size * 1.6);
}

/** Whether the next line's first word would have stood on this line, had the paragraph gone on. */
function hasRoomFor(last: PlacedLine, { text, size }: PlacedLine): boolean {
  const [word = ''] = /^[\w'’.,%-]+/.exec(text) ?? [];
  const needed = word === '' ? size * 2 : (word.length * 0.5 + 1) * size;
  return last.right + needed < last.margin;
}

/** A word that was divided at the line's end becomes whole; there is no space beside Chinese. */
function joinLines(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  if (/\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(after)) return before.slice(0, -1) + after;
  return joinTexts(before, after, (han) => han === 0);
}

/** Whether a line is the rest of what stands in a cell of a row, though not in its first one, below which a text may go on. */
function isWrapped(row: PlacedLine, last: PlacedLine, line: PlacedLine, leading: number): boolean {
  const isBelow = row.cells.slice(1).some(({ left }) => Math.abs(left - line.left) < line.size);
  return isBelow && line.y > last.y && line.y - last.y <= leading * 1.2;
}

function isTable(group: readonly PlacedLine[]): boolean {
  return group.filter(({ cells }) => cells.length > 1).length > 1;
}

/** Cells whose places overlap from row to row are a column. */
function tableRows(group: readonly PlacedLine[]): string[][] {
  const columns: { left: number; right: number }[] = [];
  const cells = group.flatMap((line) => line.cells).sort((a, b) => a.left - b.left);
  for (const { left, right } of cells) {
    const last = columns.at(-1);
    if (last && left < last.right) last.right = Math.max(last.right, right);
    else columns.push({ left, right });
  }
  const rows: string[][] = [];
  for (const line of group) {
    const texts = columns.map((column) => textIn(line, column));
    const row = rows.at(-1);
    if (line.cells.length > 1 || !row) rows.push(texts);
    else for (const [index, text] of texts.entries()) row[index] = joinLines(row[index] ?? '', text);
  }
  return rows;
}

function textIn({ cells }: PlacedLine, { left, right }: Pick<Cell, 'left' | 'right'>): string {
  const inside = cells.filter((cell) => cell.left < right && cell.right > left);
  return inside.map(({ text }) => text.trim()).join(' ');
}
