import type { XmlElement } from '@rgrove/parse-xml';
import type { Block } from '../markdown/blocks.ts';
import { type SpanningCell, spreadSpans } from '../markdown/spans.ts';
import { mainPart, type Parts, part, readParts, relationsOf } from './package.ts';
import { attribute, descendants, elements, find, localName, relationId } from './xml.ts';

/** Placeholders that say nothing of a slide's own. */
const FURNITURE = new Set(['sldNum', 'dt', 'ftr', 'hdr', 'sldImg']);
const TITLES = new Set(['title', 'ctrTitle']);

/** The slides in their order: the title as a heading, text and tables, the notes as a quotation. @throws ReadFailure */
export async function readPptx(bytes: Buffer): Promise<Block[]> {
  const parts = await readParts(bytes);
  const { path, root } = mainPart(parts, 'presentation');
  const targets = new Map(relationsOf(parts, path).map(({ id, target }) => [id, target]));
  const ids = [...descendants(root, 'sldId')].map(relationId);
  const slides = ids.map((id) => targets.get(id ?? '')).filter((target) => target !== undefined);
  return slides.flatMap((slide) => slideBlocks(parts, slide));
}

function slideBlocks(parts: Parts, slide: string): Block[] {
  const notes = relationsOf(parts, slide).find(({ type }) => type === 'notesSlide')?.target;
  const blocks = shapesOf(part(parts, slide)).flatMap(shapeBlocks);
  const isTitle = ({ type }: Block) => type === 'heading';
  return [
    ...blocks.filter(isTitle),
    ...blocks.filter((block) => !isTitle(block)),
    ...(notes && parts.has(notes) ? noteBlocks(part(parts, notes)) : []),
  ];
}

function noteBlocks(notes: XmlElement): Block[] {
  const texts = shapesOf(notes)
    .filter((shape) => placeholderOf(shape) === 'body')
    .flatMap((shape) => [...descendants(shape, 'p')].map(paragraphText));
  return [{ type: 'quote', text: texts.join('\n') }];
}

/** The shapes, those in groups too; of alternatives only the first choice. */
function shapesOf(slide: XmlElement): XmlElement[] {
  const tree = find(slide, 'cSld', 'spTree');
  return tree ? leaves(tree) : [];
}

function leaves(group: XmlElement): XmlElement[] {
  return elements(group).flatMap((child) => {
    const name = localName(child);
    if (name === 'grpSp') return leaves(child);
    if (name === 'AlternateContent') return leaves(elements(child)[0] ?? child);
    return name === 'sp' || name === 'graphicFrame' ? [child] : [];
  });
}

/** What a shape is for; `obj` for a placeholder of any content, undefined for a shape that is none. */
function placeholderOf(shape: XmlElement): string | undefined {
  const [placeholder] = descendants(shape, 'ph');
  return placeholder && (attribute(placeholder, 'type') ?? 'obj');
}

function shapeBlocks(shape: XmlElement): Block[] {
  const placeholder = placeholderOf(shape);
  if (placeholder !== undefined && FURNITURE.has(placeholder)) return [];
  const [table] = descendants(shape, 'tbl');
  if (table) return [{ type: 'table', rows: tableRows(table) }];
  const paragraphs = [...descendants(shape, 'p')];
  if (placeholder !== undefined && TITLES.has(placeholder)) {
    return [{ type: 'heading', level: 2, text: paragraphs.map(paragraphText).join(' ') }];
  }
  const isList = placeholder === 'obj' || placeholder === 'body';
  return paragraphs.map((paragraph) => paragraphBlock(paragraph, isList));
}

/** A paragraph of a list, where its placeholder has bullets or it has one of its own. */
function paragraphBlock(paragraph: XmlElement, isList: boolean): Block {
  const text = paragraphText(paragraph);
  const properties = find(paragraph, 'pPr');
  const bullets = properties ? elements(properties).map(localName) : [];
  const isItem =
    bullets.includes('buChar') || bullets.includes('buAutoNum') || (isList && !bullets.includes('buNone'));
  if (!isItem || text === '') return { type: 'paragraph', text };
  return { type: 'item', depth: Number(properties && attribute(properties, 'lvl')) || 0, mark: '-', text };
}

function paragraphText(paragraph: XmlElement): string {
  return elements(paragraph)
    .map((run) => (localName(run) === 'br' ? '\n' : (find(run, 't')?.text ?? '')))
    .join('');
}

function tableRows(table: XmlElement): string[][] {
  return spreadSpans(elements(table, 'tr').map((row) => elements(row, 'tc').flatMap(tableCell)));
}

/** Cells that a merged one covers are there, and say so. */
function tableCell(cell: XmlElement): SpanningCell[] {
  if (attribute(cell, 'hMerge') !== undefined || attribute(cell, 'vMerge') !== undefined) return [];
  return [
    {
      text: [...descendants(cell, 'p')].map(paragraphText).join('\n'),
      rows: Number(attribute(cell, 'rowSpan') ?? 1),
      columns: Number(attribute(cell, 'gridSpan') ?? 1),
    },
  ];
}
