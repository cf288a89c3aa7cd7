import { printTable } from './table.ts';

/** A piece of a document, whatever format it came in; texts may hold line breaks. */
export type Block =
  | { readonly type: 'heading'; readonly level: number; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  /** `depth` is 0 for the outermost list; `mark` is `-` or the number, such as `3.` */
  | { readonly type: 'item'; readonly depth: number; readonly mark: string; readonly text: string }
  /** Rows of cells; a cell that spans several stands in each of them. */
  | { readonly type: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'quote'; readonly text: string }
  | { readonly type: 'code'; readonly text: string };

const DEEPEST_HEADING = 6;

/**
 * Prints blocks as Markdown, with an empty line between those that are not items of one list. Nothing in their text is escaped:
 * it is for a reader.
 */
export function printBlocks(blocks: Iterable<Block>): string {
  let printed = '';
  let before: Block['type'] | undefined;
  for (const block of blocks) {
    const text = printBlock(block);
    if (text === '') continue;
    const gap = before === undefined ? '' : before === 'item' && block.type === 'item' ? '\n' : '\n\n';
    printed += gap + text;
    before = block.type;
  }
  return printed === '' ? '' : `${printed}\n`;
}

function printBlock(block: Block): string {
  if (block.type === 'table') return printTable(block.rows);
  if (block.type === 'code') return block.text.trim() === '' ? '' : `\`\`\`\n${block.text.trimEnd()}\n\`\`\``;
  const lines = block.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return '';
  if (block.type === 'heading') {
    return `${'#'.repeat(Math.min(block.level, DEEPEST_HEADING))} ${lines.join(' ')}`;
  }
  if (block.type === 'quote') return lines.map((line) => `> ${line}`).join('\n');
  if (block.type === 'paragraph') return lines.join('\n');
  return `${'  '.repeat(block.depth)}${block.mark} ${lines.join(' ')}`;
}
