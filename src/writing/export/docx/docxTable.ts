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
import { pictureLayout } from './docxPictures.ts';
import type { RunWriter } from './docxRuns.ts';
import { STYLE, textHeight, textWidth, type WordStyle } from './styles/wordStyle.ts';

const ALIGNMENT: Record<ColumnAlign, (typeof AlignmentType)[keyof typeof AlignmentType]> = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
};
/** Twips beside the text of a cell. */
const PADDING = 100;

/** A table as wide as the text, whose header is repeated on every page. */
export function writeTable(table: Table, runs: RunWriter, style: WordStyle): WordTable {
  const width = textWidth(style.page);
  const widths = columnWidths(table, width).map(Math.floor);
  // Where columns are narrow, their text needs the room.
  const padding = Math.min(PADDING, Math.floor(Math.min(...widths) / 8));
  return new WordTable({
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: bordersOf(style.table.border),
    margins: { left: padding, right: padding },
    rows: table.rows.map((row, index) => {
      const header = index === 0;
      const cells = row.map((cell, column) =>
        writeCell(cell, { header, align: table.align[column], width: widths[column] ?? 0, style }, runs),
      );
      return new WordTableRow({ tableHeader: header, cantSplit: true, children: cells });
    }),
  });
}

function bordersOf(color: string) {
  const border = { style: BorderStyle.SINGLE, size: 4, color };
  return {
    top: border,
    bottom: border,
    left: border,
    right: border,
    insideHorizontal: border,
    insideVertical: border,
  };
}

interface CellPlace {
  readonly header: boolean;
  readonly align: ColumnAlign | undefined;
  readonly width: number;
  readonly style: WordStyle;
}

function writeCell(
  cell: readonly Run[],
  { header, align, width, style }: CellPlace,
  runs: RunWriter,
): TableCell {
  const content = header ? cell.map((run) => ({ ...run, bold: true })) : cell;
  const alignment = align ? ALIGNMENT[align] : header ? AlignmentType.CENTER : AlignmentType.LEFT;
  const fill = header ? style.table.headerFill : undefined;
  // A row does not break, so that a picture in it may not be as high as a page.
  const room = { width: width - 2 * PADDING, height: textHeight(style.page) / 2 };
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    ...(fill ? { shading: { fill } } : {}),
    children: [
      new Paragraph({
        style: STYLE.cell,
        ...pictureLayout(cell),
        alignment,
        keepNext: header,
        children: runs.write(content, room),
      }),
    ],
  });
}
