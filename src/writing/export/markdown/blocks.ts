import type {
  BlockContent,
  DefinitionContent,
  ListItem,
  List as MarkdownList,
  Table as MarkdownTable,
  Root,
} from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import type { Block, List, Paragraph, Run, Table } from '../document.ts';
import type { InlineReader } from './inline.ts';

type BlockNode = Root['children'][number] | BlockContent | DefinitionContent;

/** Reads what a document consists of, from top to bottom. What shows nothing, such as a comment, is left out. */
export function readBlocks(nodes: readonly BlockNode[], inline: InlineReader): Block[] {
  return nodes.flatMap((node) => readBlock(node, inline));
}

function readBlock(node: BlockNode, inline: InlineReader): Block[] {
  switch (node.type) {
    case 'heading': {
      const runs = trim(inline.read(node.children));
      return runs.length > 0 ? [{ type: 'heading', level: node.depth, runs }] : [];
    }
    case 'paragraph':
      return paragraphs(inline.read(node.children), inline);
    case 'list':
      return [readList(node, inline)];
    case 'table':
      return [readTable(node, inline)];
    case 'blockquote':
      return [{ type: 'quote', blocks: readBlocks(node.children, inline) }];
    case 'code':
      return [{ type: 'code', lines: node.value.replaceAll('\t', '    ').split('\n') }];
    case 'html':
      return paragraphs(lineRuns(withoutTags(withImageTexts(node.value, inline))), inline);
    case 'footnoteDefinition':
      return inline.isReferred(node) ? [] : readBlocks(node.children, inline);
    case 'thematicBreak':
      return [{ type: 'rule' }];
    default:
      return [];
  }
}

/** In Chinese each line is a paragraph of its own, as in a letter's address and signature; elsewhere lines stay together. */
function paragraphs(runs: readonly Run[], { language }: InlineReader): Paragraph[] {
  const groups = language === 'zh' ? splitLines(runs) : [runs];
  return groups
    .map(trim)
    .filter((group) => group.length > 0)
    .map((group) => ({ type: 'paragraph', runs: group }));
}

function readList(node: MarkdownList, inline: InlineReader): List {
  return {
    type: 'list',
    ordered: node.ordered ?? false,
    start: node.start ?? 1,
    items: node.children.map((item) => readItem(item, inline)),
  };
}

function readItem(item: ListItem, inline: InlineReader): Block[] {
  const blocks = item.children.flatMap((node): Block[] =>
    node.type === 'paragraph'
      ? [{ type: 'paragraph', runs: trim(inline.read(node.children)) }]
      : readBlock(node, inline),
  );
  const [first, ...rest] = blocks;
  if (typeof item.checked !== 'boolean' || first?.type !== 'paragraph') return blocks;
  const box = { text: item.checked ? '☑ ' : '☐ ' };
  return [{ type: 'paragraph', runs: [box, ...first.runs] }, ...rest];
}

function readTable(node: MarkdownTable, inline: InlineReader): Table {
  const [header, ...body] = node.children.map((row) =>
    row.children.map((cell) => trim(inline.read(cell.children))),
  );
  // A row may be shorter than the header, or longer.
  const columns = Math.max(0, ...node.children.map((row) => row.children.length));
  const rows = [header ?? [], ...body].map((row) =>
    Array.from({ length: columns }, (_, column) => row[column] ?? []),
  );
  return {
    type: 'table',
    align: Array.from({ length: columns }, (_, column) => node.align?.[column] ?? undefined),
    rows,
  };
}

function lineRuns(text: string): Run[] {
  return text
    .split(/(\n)/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece }));
}

function splitLines(runs: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    if (run.text === '\n') lines.push([]);
    else lines.at(-1)?.push(run);
  }
  return lines;
}

/** Without white space at both ends: people indent Chinese paragraphs with full-width spaces, which Word does by style. */
function trim(runs: readonly Run[]): Run[] {
  const trimmed = [...runs];
  for (let first = trimmed[0]; first && isTrimmable(first, first.text.trimStart()); first = trimmed[0]) {
    const text = first.text.trimStart();
    if (text !== '') trimmed[0] = { ...first, text };
    else trimmed.shift();
  }
  for (let last = trimmed.at(-1); last && isTrimmable(last, last.text.trimEnd()); last = trimmed.at(-1)) {
    const text = last.text.trimEnd();
    if (text !== '') trimmed[trimmed.length - 1] = { ...last, text };
    else trimmed.pop();
  }
  return trimmed;
}

function isTrimmable(run: Run, text: string): boolean {
  return run.text !== text || (text === '' && run.footnote === undefined);
}

/** A picture of HTML is its text, as one of Markdown is. */
function withImageTexts(html: string, inline: InlineReader): string {
  return html.replace(/<img\b[^>]*>/gi, (tag) => inline.htmlImageText(tag));
}

/** The text of HTML; what a browser sets apart stands on lines of its own. */
function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<\/t[dh]\s*>/gi, ' ')
    .replace(/<br\s*\/?>|<\/(?:p|div|tr|li|h[1-6]|blockquote|summary)\s*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#?\w+;/g, (reference) => plainText(fromMarkdown(reference)));
}
