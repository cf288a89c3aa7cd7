import type { Block, Run } from '../document.ts';

/** What blocks say, as plain text, a line for each paragraph, item and row. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.flatMap(linesOf).join('\n');
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return [withFootnotes(block.runs)];
    case 'list':
      return block.items.flatMap((item, index) => {
        const mark = block.ordered ? `${block.start + index}. ` : '• ';
        const [first = '', ...rest] = item.flatMap(linesOf);
        return [mark + first, ...rest.map((line) => `    ${line}`)];
      });
    case 'table':
      return block.rows.map((row) => row.map(withFootnotes).join(' | '));
    case 'quote':
      return block.blocks.flatMap(linesOf);
    case 'code':
      return [...block.lines];
    case 'rule':
      return [];
  }
}

/** The text of runs, with each footnote in brackets where it is referred to. */
function withFootnotes(runs: readonly Run[]): string {
  return runs.map((run) => (run.footnote ? `（${withAddresses(run.footnote)}）` : run.text)).join('');
}

/** The text of runs that nobody can click on: with footnotes, and with the address of each link behind it. */
export function withAddresses(runs: readonly Run[]): string {
  return runs
    .map((run, index) => {
      const isEnd = run.link !== undefined && runs[index + 1]?.link !== run.link;
      return withFootnotes([run]) + (isEnd && run.text !== run.link ? `（${run.link}）` : '');
    })
    .join('');
}
