import { type Block, type Code, type List, type Run, type TableRow, textOf } from '../document.ts';
import { piecesOf, sentencesOf } from './runs.ts';

/** One paragraph of a slide. */
export interface SlideLine {
  readonly runs: readonly Run[];
  /** 0 for the outermost. */
  readonly level: number;
  readonly mark: 'bullet' | 'heading' | 'code' | 'none' | { readonly number: number };
}

/** PowerPoint shows more, but nobody reads them. */
const DEEPEST_LEVEL = 2;
/** Characters of the longest line: more than a slide's worth is cut. */
const LONGEST_LINE = 240;

/** The lines that a section's text becomes; tables are shown as they are, on slides of their own. */
export function slideLines(blocks: readonly Block[], level = 0): SlideLine[] {
  return blocks.flatMap((block) => linesOf(block, Math.min(level, DEEPEST_LEVEL)));
}

function linesOf(block: Block, level: number): SlideLine[] {
  switch (block.type) {
    case 'heading':
      return cutLine({ runs: block.runs, level, mark: 'heading' });
    case 'paragraph':
      return sentencesOf(block.runs).flatMap((sentence) =>
        cutLine({ runs: sentence, level, mark: 'bullet' }),
      );
    case 'list':
      return listLines(block, level);
    case 'quote':
      return slideLines(block.blocks, level).map((line) => ({
        ...line,
        mark: line.mark === 'bullet' ? 'none' : line.mark,
        runs: line.runs.map((run) => ({ ...run, italic: true })),
      }));
    case 'code':
      return codeLines(block, level);
    case 'table':
      // One within a list or a quotation; others have slides of their own.
      return block.rows.flatMap((row) => cutLine({ runs: rowRuns(row), level, mark: 'none' }));
    case 'rule':
      return [];
  }
}

function listLines(list: List, level: number): SlideLine[] {
  return list.items.flatMap(([first, ...rest], index) => {
    const number = list.start + index;
    const mark = list.ordered && number > 0 ? { number } : list.ordered ? 'none' : 'bullet';
    if (first?.type !== 'paragraph') return slideLines(first ? [first, ...rest] : rest, level + 1);
    // PowerPoint numbers from 1 on.
    const runs = list.ordered && number < 1 ? [{ text: `${number}. ` }, ...first.runs] : first.runs;
    return [...cutLine({ runs, level, mark }), ...slideLines(rest, level + 1)];
  });
}

function rowRuns(row: TableRow): Run[] {
  return row.flatMap((cell, column) => (column === 0 ? cell : [{ text: ' | ' }, ...cell]));
}

function codeLines({ lines }: Code, level: number): SlideLine[] {
  return lines.flatMap((text) => cutLine({ runs: [{ text: text || ' ' }], level, mark: 'code' }));
}

function isPoint({ mark }: SlideLine): boolean {
  return mark === 'bullet' || typeof mark === 'object';
}

/** A line that would not fit a slide, in several; only the first has the mark of a point. */
function cutLine(line: SlideLine): SlideLine[] {
  if (textOf(line.runs).length <= LONGEST_LINE) return [line];
  return piecesOf(line.runs, LONGEST_LINE).map((runs, index) =>
    index === 0 || !isPoint(line) ? { ...line, runs } : { ...line, runs, mark: 'none' },
  );
}
