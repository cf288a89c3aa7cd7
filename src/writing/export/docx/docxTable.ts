import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  TableCell,
  TableLayoutType,
  VerticalAlign,
  WidthType,
  Table as WordTable,
  TableRow as WordTableRow,
} from 'docx';
import type { ColumnAlign, Run, Table } from '../document.ts';
import { columnWidths } from '../tableColumns.ts';
import type { RunWriter } from './docxRuns.ts';
import { STYLE, TEXT_WIDTH } from './docxStyles.ts';

const ALIGNMENT: Record<ColumnAlign, (typeof AlignmentType)[keyof typeof AlignmentType]> = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
};
const BORDER = { style: BorderStyle.SINGLE, size: 4, color: 'A6A6A6' };
const BORDERS = {
  top: BORDER,
  bottom: BORDER,
  left: BORDER,
  right: BORDER,
  insideHorizontal: BORDER,
  insideVertical: BORDER,
};

/** A table as wide as the text, whose header is repeated on every page. */
export function writeTable(table: Table, runs: RunWriter): WordTable {
  const widths = columnWidths(table, TEXT_WIDTH).map(Math.floor);
  // Where columns are narrow, their text needs the room.
  const margin = Math.min(100, Math.floor(Math.min(...widths) / 8));
  return new WordTable({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: BORDERS,
    margins: { left: margin, right: margin },
    rows: table.rows.map((row, index) => {
      const header = index === 0;
      const cells = row.map((cell, column) =>
        writeCell(cell, header, table.align[column], widths[column] ?? 0, runs),
      );
      return new WordTableRow({ tableHeader: header, cantSplit: true, children: cells });
    }),
  });
}

function writeCell(
  cell: readonly Run[],
  header: boolean,
  align: ColumnAlign | undefined,
  width: number,
  runs: RunWriter,
): TableCell {
  const content = header ? cell.map((run) => ({ ...run, bold: true })) : cell;
  const alignment = align ? ALIGNMENT[align] : header ? AlignmentType.CENTER : AlignmentType.LEFT;
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    ...(header ? { shading: { fill: 'E7ECF3' } } : {}),
    children: [
      new Paragraph({ style: STYLE.cell, alignment, keepNext: header, children: runs.write(content) }),
    ],
  });
}
