import type { Block } from '../markdown/blocks.ts';
import { type SpanningCell, spreadSpans } from '../markdown/spans.ts';
import {
  attributeOf,
  elementsWithin,
  type HtmlElement,
  type HtmlNode,
  isElement,
  spanOf,
  textOf,
} from './dom.ts';

/** What no reader of a page reads. */
const UNREAD = new Set(
  'script style noscript template svg math iframe object canvas dialog button select textarea input head audio video map'.split(
    ' ',
  ),
);
const INLINE = new Set(
  'a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
/** Stands for a line break until white space is collapsed. */
const BREAK = '\uE000';

interface Place {
  readonly isLeftOut: (element: HtmlElement) => boolean;
  /** -1 outside lists. */
  readonly depth: number;
}

/**
 * The blocks of what stands in an element.
 * @param isLeftOut takes elements that are no part of the text, beside those that nobody reads
 */
export function htmlBlocks(
  nodes: readonly HtmlNode[],
  isLeftOut: (element: HtmlElement) => boolean = () => false,
): Generator<Block> {
  return blocksOf(nodes, {
    isLeftOut: (element) => UNREAD.has(element.tagName) || isLeftOut(element),
    depth: -1,
  });
}

/** Runs of text and inline elements are a paragraph; the rest is taken by its element. */
function* blocksOf(nodes: readonly HtmlNode[], place: Place): Generator<Block> {
  let run: HtmlNode[] = [];
  for (const node of nodes) {
    if (!isElement(node) || isInline(node)) {
      run.push(node);
      continue;
    }
    yield* paragraph(run, place);
    run = [];
    yield* elementBlocks(node, place);
  }
  yield* paragraph(run, place);
}

/** An inline element may wrap blocks, as a link around a heading does. */
function isInline(element: HtmlElement): boolean {
  if (!INLINE.has(element.tagName)) return false;
  return elementsWithin(element, ({ tagName }) => !INLINE.has(tagName)).next().done === true;
}

function* paragraph(nodes: readonly HtmlNode[], place: Place): Generator<Block> {
  const text = inlineText(nodes, place);
  if (text !== '') yield { type: 'paragraph', text };
}

function* elementBlocks(element: HtmlElement, place: Place): Generator<Block> {
  const { tagName, childNodes } = element;
  if (place.isLeftOut(element)) return;
  const level = /^h([1-6])$/.exec(tagName)?.[1];
  if (level) yield { type: 'heading', level: Number(level), text: inlineText(childNodes, place) };
  else if (tagName === 'ul' || tagName === 'ol') yield* listBlocks(element, place);
  else if (tagName === 'table') yield* tableBlocks(element, place);
  else if (tagName === 'pre') yield { type: 'code', text: rawText(childNodes) };
  else if (tagName === 'blockquote') yield { type: 'quote', text: inlineText(childNodes, place) };
  else yield* blocksOf(childNodes, place);
}

function* listBlocks(list: HtmlElement, { isLeftOut, depth }: Place): Generator<Block> {
  const inside = { isLeftOut, depth: depth + 1 };
  let number = Number.parseInt(attributeOf(list, 'start') ?? '1', 10) || 1;
  for (const child of list.childNodes.filter(isElement)) {
    // A list right inside a list, as old editors write it, belongs to the item before it.
    if (child.tagName !== 'li') {
      yield* elementBlocks(child, inside);
      continue;
    }
    const mark = list.tagName === 'ol' ? `${number++}.` : '-';
    const [lists, own] = partition(child.childNodes, (node) => isElement(node) && isList(node));
    const text = inlineText(own, inside);
    if (text !== '') yield { type: 'item', depth: inside.depth, mark, text };
    for (const nested of lists.filter(isElement)) yield* listBlocks(nested, inside);
  }
}

function isList({ tagName }: HtmlElement): boolean {
  return tagName === 'ul' || tagName === 'ol';
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [T[], T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}

/** A table around a page's parts, as old pages have it, is no table. */
function* tableBlocks(table: HtmlElement, place: Place): Generator<Block> {
  const isTable = ({ tagName }: HtmlElement) => tagName === 'table';
  const cells = [...elementsWithin(table, ({ tagName }) => tagName === 'td' || tagName === 'th', isTable)];
  const isLayout = cells.some((cell) => !elementsWithin(cell, isTable).next().done);
  if (isLayout) {
    for (const cell of cells) yield* blocksOf(cell.childNodes, place);
    return;
  }
  for (const caption of elementsWithin(table, ({ tagName }) => tagName === 'caption', isTable)) {
    yield* paragraph(caption.childNodes, place);
  }
  const rows = [...elementsWithin(table, ({ tagName }) => tagName === 'tr', isTable)];
  yield { type: 'table', rows: spreadSpans(rows.map((row) => rowCells(row, place))) };
}

function rowCells(row: HtmlElement, place: Place): SpanningCell[] {
  return row.childNodes
    .filter(isElement)
    .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
    .map((cell) => ({
      text: inlineText(cell.childNodes, place),
      rows: spanOf(cell, 'rowspan'),
      columns: spanOf(cell, 'colspan'),
    }));
}

/** Text without the white space of the page's source, which means nothing between Chinese characters; blocks are lines. */
function inlineText(nodes: readonly HtmlNode[], { isLeftOut }: Place): string {
  const parts: string[] = [];
  const visit = (node: HtmlNode) => {
    if (!isElement(node)) {
      parts.push(textOf(node) ?? '');
      return;
    }
    if (isLeftOut(node)) return;
    const gap = node.tagName === 'br' || !INLINE.has(node.tagName) ? BREAK : '';
    parts.push(gap);
    for (const child of node.childNodes) visit(child);
    if (node.tagName !== 'br') parts.push(gap);
  };
  for (const node of nodes) visit(node);
  return parts
    .join('')
    .replace(/(?<=[\p{Script=Han}，。；：、！？）」』》])[ \t]*\r?\n\s*(?=[\p{Script=Han}（「『《])/gu, '')
    .replace(/[ \t\r\n\f\u00A0]+/g, ' ')
    .split(BREAK)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

function rawText(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => textOf(node) ?? (isElement(node) ? rawText(node.childNodes) : '')).join('');
}
