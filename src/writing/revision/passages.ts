import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { endsSentence } from '../text/sentences.ts';

/** A piece of prose within a Markdown or plain text; what lies between passages is structure. */
export interface Passage {
  /** Offsets in characters; neither end is white space. */
  readonly start: number;
  readonly end: number;
  /** What further lines of it begin with: the indentation of a list item or paragraph, the marks of a quotation. */
  readonly indent: string;
  /** True where a line break would end it, as in a heading or the cell of a table. */
  readonly oneLine: boolean;
}

const FRONT_MATTER = /^\uFEFF?---\r?\n(?![ \t]*\r?\n)[\s\S]*?\r?\n---[ \t]*(?=\r?\n|$)/;

/** Paragraphs indented by four spaces are prose here, not code: plain text is often written so. */
const noIndentedCode = { disable: { null: ['codeIndented'] } };

/**
 * The paragraphs of a text, also those of lists and quotations, in order; a line that ends with a sentence ends one.
 * Code, tables, formulas, HTML and front matter are none.
 * @param titles true adds headings and the cells of tables
 */
export function findPassages(markdown: string, titles = false): Passage[] {
  // Blanked out rather than cut off, so that positions stay what they are.
  const text = markdown.replace(FRONT_MATTER, (matter) => matter.replace(/[^\n]/g, ' '));
  const tree = fromMarkdown(text, {
    extensions: [gfm(), noIndentedCode],
    mdastExtensions: [gfmFromMarkdown()],
  });
  return [...passagesIn(tree, text, titles)];
}

/** The passage at an offset: a paragraph, list item, heading or table cell; undefined where there is no prose. */
export function passageAt(markdown: string, offset: number): Passage | undefined {
  return findPassages(markdown, true).find(
    ({ start, end }) => markdown.lastIndexOf('\n', start - 1) < offset && offset <= end,
  );
}

function* passagesIn(node: Nodes, text: string, titles: boolean): Generator<Passage> {
  switch (node.type) {
    case 'paragraph':
      if (isProse(node, text)) yield* sentenceLines(text, rangeOf(node));
      break;
    case 'heading':
    case 'tableCell':
      if (titles) yield* titleOf(node.children, text);
      break;
    default:
      if (!('children' in node)) return;
      for (const child of node.children) yield* passagesIn(child, text, titles);
  }
}

function isProse(paragraph: Extract<Nodes, { type: 'paragraph' }>, text: string): boolean {
  const { start, end } = rangeOf(paragraph);
  const source = text.slice(start, end);
  const onlyImages = paragraph.children.every(
    (child) => child.type === 'image' || (child.type === 'text' && child.value.trim() === ''),
  );
  return !onlyImages && !source.startsWith('$$') && /[\p{L}\p{N}]/u.test(source);
}

function* titleOf(children: readonly Nodes[], text: string): Generator<Passage> {
  const [first] = children;
  const last = children.at(-1);
  if (!first || !last) return;
  const range = trimmed(text, { start: rangeOf(first).start, end: rangeOf(last).end });
  if (/\p{L}/u.test(text.slice(range.start, range.end))) yield { ...range, indent: '', oneLine: true };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Cuts a paragraph after each line that ends a sentence; a line that breaks off in a sentence goes on in the next. */
function* sentenceLines(text: string, { start, end }: Range): Generator<Passage> {
  let from = start;
  while (from < end) {
    let to = from;
    do {
      const lineEnd = text.indexOf('\n', to + 1);
      to = lineEnd < 0 || lineEnd > end ? end : lineEnd;
    } while (to < end && !endsSentence(text.slice(from, to).trimEnd()));
    const range = trimmed(text, { start: from, end: to });
    if (range.start < range.end) yield { ...range, indent: indentAt(text, range.start), oneLine: false };
    from = to;
  }
}

function trimmed(text: string, { start, end }: Range): Range {
  const source = text.slice(start, end);
  const skipped = /^[\s>]*/.exec(source)?.[0].length ?? 0;
  return { start: start + skipped, end: start + Math.max(skipped, source.trimEnd().length) };
}

/** What a further line of the passage at `start` begins with: the marks of a list become spaces, a check box nothing. */
function indentAt(text: string, start: number): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.replace(/\[[ xX]\]\s+$/, '').replace(/[^\s>]/g, ' ');
}

function rangeOf(node: Nodes): Range {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) throw new Error(`a ${node.type} without a position`);
  return { start, end };
}
