/** A piece of text as pdf.js gives it; lengths are in points. */
export interface PdfText {
  readonly str: string;
  readonly width: number;
  /** Of text space to the page's, as PDF 32000-1, 8.3.3 writes a matrix: `[a b c d e f]`. */
  readonly transform: readonly number[];
}

/** A piece of a line between wide gaps, as a table's cells have them. */
export interface Cell {
  readonly left: number;
  right: number;
  text: string;
}

/** A line of a page, with at least one cell; `y` is its baseline's distance from the top. */
export interface Line {
  readonly y: number;
  /** Height of the letters. */
  readonly size: number;
  readonly cells: Cell[];
}

/** What stands on a page, in the order in which it was written there. */
export interface PageLines {
  readonly height: number;
  readonly lines: readonly Line[];
}

/** From this gap on, in heights of a letter, another cell begins. */
const CELL_GAP = 1.5;
/** A gap from which on a space is meant, in heights of a letter: between Latin letters, beside a Chinese one, between such. */
const SPACE_GAP = [0.15, 0.35, 0.8] as const;
/** Baselines that differ by less, in heights of a letter, are one: for raised and lowered letters. */
const SAME_LINE = 0.4;
/** Text is taken to a line that was left for so many others: the cells of a table are written one after the other. */
const LOOK_BACK = 4;
const HAN = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;

/**
 * Puts the texts of a page into lines. Text that runs across, such as a watermark, is left out.
 * @param page the matrix that turns the page as it is looked at, with its origin at the top
 */
export function linesOf(texts: readonly PdfText[], page: readonly number[]): Line[] {
  const lines: Line[] = [];
  for (const { str, width, transform } of texts) {
    if (str.trim() === '') continue;
    const [a = 0, b = 0, c = 0, d = 0, left = 0, y = 0] = multiply(page, transform);
    if (Math.abs(b) > Math.abs(a) * 0.1) continue;
    const size = Math.hypot(c, d);
    const cell = { left, right: left + width, text: str };
    const line = lines.slice(-LOOK_BACK).findLast((each) => continues(each, cell, y, size));
    if (line) append(line, cell);
    else lines.push({ y, size, cells: [cell] });
  }
  return lines;
}

function multiply(first: readonly number[], second: readonly number[]): number[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = first;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = second;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function continues(line: Line, cell: Cell, y: number, size: number): boolean {
  const end = line.cells.at(-1)?.right ?? 0;
  return Math.abs(y - line.y) < Math.max(size, line.size) * SAME_LINE && cell.left > end - line.size * 0.5;
}

function append({ size, cells }: Line, next: Cell): void {
  const last = cells.at(-1);
  const gap = last ? (next.left - last.right) / size : Number.POSITIVE_INFINITY;
  if (!last || gap >= CELL_GAP) {
    cells.push(next);
    return;
  }
  last.text = joinTexts(last.text, next.text, (han) => gap >= (SPACE_GAP[han] ?? 0));
  last.right = next.right;
}

/** Joins two texts; `isSpace` says, for the number of Chinese characters at the seam, whether there is a space between them. */
export function joinTexts(before: string, after: string, isSpace: (han: number) => boolean): string {
  const seam = [before.trimEnd().at(-1) ?? '', after.trimStart().at(0) ?? ''];
  const han = seam.filter((character) => HAN.test(character)).length;
  return before.trimEnd() + (isSpace(han) ? ' ' : '') + after.trimStart();
}

/** The text of a line. */
export function lineText({ cells }: Pick<Line, 'cells'>): string {
  return cells.map(({ text }) => text.trim()).join(' ');
}
