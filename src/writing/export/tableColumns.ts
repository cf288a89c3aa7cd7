import { runsWidth, type Table } from './document.ts';

/** Weights of columns, in characters of a Latin letter's width. */
const NARROWEST = 8;
const WIDEST = 40;

/** Shares a width among columns by what they hold; a column of long text does not squeeze the others to nothing. */
export function columnWidths({ rows }: Table, width: number): number[] {
  const columns = rows[0]?.length ?? 0;
  const weights = Array.from({ length: columns }, (_, column) => {
    const widest = Math.max(...rows.map((row) => runsWidth(row[column] ?? [])));
    return Math.min(Math.max(widest, NARROWEST), WIDEST);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (width * weight) / total);
}
