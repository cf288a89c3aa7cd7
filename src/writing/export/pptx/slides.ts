import type { Language } from '../../text/language.ts';
import {
  type Block,
  type ExportDocument,
  type Run,
  type Table,
  type TableRow,
  textOf,
  textWidth,
} from '../document.ts';
import { columnWidths } from '../tableColumns.ts';
import { plainText, withAddresses } from './plainText.ts';
import { piecesOf } from './runs.ts';
import {
  BODY_BOX,
  BODY_HEIGHT,
  type CellRoom,
  cellRoom,
  fitTitle,
  lineHeight,
  rowHeight,
  tableDesign,
} from './slideDesign.ts';
import { type SlideLine, slideLines } from './slideLines.ts';
import { type SlidePicture, withPicturesApart } from './slidePictures.ts';

/** A slide shows lines, a table or a picture. */
export interface Slide {
  readonly title: string;
  readonly content: readonly SlideLine[] | Table | SlidePicture;
  /** The full text of the slide's section. */
  readonly notes: string;
}

interface Section {
  readonly title: string;
  /** Its title with footnotes and addresses, for the notes; empty where the slide shows all of it. */
  readonly note: string;
  readonly blocks: readonly Block[];
}

/** The slides of a document after its title slide: one for each section, and more where one is too long. */
export function layOutSlides(document: ExportDocument): Slide[] {
  return sectionsOf(document).flatMap((section) => sectionSlides(section, document.language));
}

/** The highest headings with what follows them; what stands before the first goes under the document's title. */
function sectionsOf({ title, blocks }: ExportDocument): Section[] {
  const sections: { title: string; note: string; blocks: Block[] }[] = [{ title, note: '', blocks: [] }];
  for (const block of blocks) {
    if (block.type === 'heading' && block.level === 1) {
      const shown = textOf(block.runs).replaceAll('\n', ' ');
      const isMore = fitTitle(shown).isCut || block.runs.some(({ footnote, link }) => footnote ?? link);
      sections.push({ title: shown, note: isMore ? withAddresses(block.runs) : '', blocks: [] });
    } else sections.at(-1)?.blocks.push(block);
  }
  const [opening, ...rest] = sections;
  return opening && opening.blocks.length > 0 ? sections : rest;
}

function sectionSlides({ title, note, blocks }: Section, language: Language): Slide[] {
  const notes = [note, plainText(blocks)].filter(Boolean).join('\n');
  const contents = splitParts(blocks.flatMap(withPicturesApart)).flatMap((part): Slide['content'][] => {
    if (!('type' in part)) return splitLines(slideLines(part));
    return part.type === 'table' ? splitTable(part) : [part];
  });
  const pages = contents.length > 0 ? contents : [[]];
  return pages.map((content, index) => ({
    title: index === 0 ? title : continued(title, language),
    content,
    notes,
  }));
}

function continued(title: string, language: Language): string {
  return language === 'zh' ? `${title}（续）` : `${title} (continued)`;
}

type Part = Block[] | Table | SlidePicture;

/** Text in one piece up to what has a slide of its own. */
function splitParts(blocks: readonly (Block | SlidePicture)[]): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (block.type === 'table' || block.type === 'picture') parts.push(block);
    else if (last && !('type' in last)) last.push(block);
    else parts.push([block]);
  }
  return parts;
}

/** The rows that fit each slide, under the header on each. */
function splitTable(table: Table): Table[] {
  const [first = [], ...rows] = table.rows;
  const widths = columnWidths(table, BODY_BOX.w);
  // What a slide's share of the header does not hold goes on below it.
  const [header = [], ...headerRest] = splitRow(first, widths, BODY_HEIGHT / 2);
  const body = [...headerRest, ...rows];
  const room = BODY_HEIGHT - rowHeight(header, widths);
  const pages: TableRow[][] = [[]];
  let used = 0;
  for (const row of body.flatMap((each) => splitRow(each, widths, room))) {
    const height = rowHeight(row, widths);
    if (used > 0 && used + height > room) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1)?.push(row);
    used += height;
  }
  return pages.map((rows) => ({ ...table, rows: [header, ...rows] }));
}

/** A row that is taller than a slide in several. */
function splitRow(row: TableRow, widths: readonly number[], room: number): TableRow[] {
  if (rowHeight(row, widths) <= room) return [row];
  const design = tableDesign(widths.length);
  const cells = row.map((cell, column) => splitCell(cell, cellRoom(room, widths[column] ?? 0, design)));
  const count = Math.max(...cells.map((pieces) => pieces.length));
  return Array.from({ length: count }, (_, index) => cells.map((pieces) => pieces[index] ?? []));
}

/** A cell's lines in pieces of as many rows as there is room for. */
function splitCell(cell: readonly Run[], { rows, characters }: CellRoom): Run[][] {
  const pieces: Run[][] = [];
  let used = rows;
  for (const line of linesOf(cell).flatMap((each) => piecesOf(each, rows * characters))) {
    const needed = Math.max(1, Math.ceil(textWidth(textOf(line)) / (characters * 2)));
    if (used + needed > rows) {
      pieces.push([...line]);
      used = needed;
    } else {
      pieces.at(-1)?.push({ text: '\n' }, ...line);
      used += needed;
    }
  }
  return pieces;
}

function linesOf(cell: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const run of cell) {
    if (run.text === '\n') lines.push([]);
    else lines.at(-1)?.push(run);
  }
  return lines;
}

/** As few slides as hold the lines, each about as full as the others. */
function splitLines(lines: readonly SlideLine[]): SlideLine[][] {
  if (lines.length === 0) return [];
  const fewest = fill(lines, BODY_HEIGHT);
  const total = lines.reduce((sum, line) => sum + lineHeight(line), 0);
  const step = BODY_HEIGHT / 20;
  for (let height = total / fewest.length; height < BODY_HEIGHT; height += step) {
    const balanced = fill(lines, height);
    if (balanced.length === fewest.length) return balanced;
  }
  return fewest;
}

function fill(lines: readonly SlideLine[], height: number): SlideLine[][] {
  const pages: SlideLine[][] = [[]];
  let used = 0;
  for (const [index, line] of lines.entries()) {
    const page = pages.at(-1) ?? [];
    const next = lines[index + 1];
    const needed = lineHeight(line) + (next && leadsTo(line, next) ? lineHeight(next) : 0);
    if (used + needed > height && page.length > 0) {
      pages.push([line]);
      used = 0;
    } else page.push(line);
    used += lineHeight(line);
  }
  return pages;
}

/** True for a heading and a point with points below it: they do not stand at the foot of a slide. */
function leadsTo(line: SlideLine, next: SlideLine): boolean {
  return line.mark === 'heading' || next.level > line.level;
}
