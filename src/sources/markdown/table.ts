/**
 * Prints a table in Markdown, its first row as the head, without the rows and columns in which nothing stands. A table of one
 * column is no more than its lines.
 */
export function printTable(rows: readonly (readonly string[])[]): string {
  const filled = rows.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''));
  const columns = usedColumns(filled);
  const [head, ...body] = filled.map((row) => columns.map((column) => row[column] ?? ''));
  if (!head) return '';
  if (columns.length === 1) return [head, ...body].map(([cell]) => cell).join('\n\n');
  return [head, columns.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function usedColumns(rows: readonly (readonly string[])[]): readonly number[] {
  const used = new Set<number>();
  for (const row of rows) {
    for (const [column, cell] of row.entries()) if (cell !== '') used.add(column);
  }
  return [...used].sort((a, b) => a - b);
}

function cellText(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replaceAll('|', '\\|');
}
