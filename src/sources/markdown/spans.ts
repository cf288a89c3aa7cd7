/** A cell that may span several rows and columns. */
export interface SpanningCell {
  readonly text: string;
  readonly rows: number;
  readonly columns: number;
}

/** A table has no more columns than this, whatever a cell says that it spans. */
const MOST_COLUMNS = 256;

/** A table without spans: each cell's text stands in every place that it spans. A row has the cells that begin in it. */
export function spreadSpans(rows: readonly (readonly SpanningCell[])[]): string[][] {
  const spread: string[][] = rows.map(() => []);
  for (const [rowIndex, row] of rows.entries()) {
    let column = 0;
    for (const { text, ...span } of row) {
      while (spread[rowIndex]?.[column] !== undefined) column++;
      const bottom = Math.min(rows.length, rowIndex + Math.max(1, span.rows));
      const right = Math.min(MOST_COLUMNS, column + Math.max(1, span.columns));
      for (const place of spread.slice(rowIndex, bottom)) {
        for (let index = column; index < right; index++) place[index] = text;
      }
    }
  }
  // Array.from makes empty cells of the holes that a ragged table leaves.
  return spread.map((row) => Array.from(row, (cell) => cell ?? ''));
}
