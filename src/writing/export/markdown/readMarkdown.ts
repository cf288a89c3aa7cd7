import type { Language } from '../../text/language.ts';
import {
  type Block,
  type ExportDocument,
  type Heading,
  type Paragraph,
  type Run,
  textOf,
} from '../document.ts';
import type { Pictures } from '../pictures/picture.ts';
import { readBlocks } from './blocks.ts';
import { readFrontMatter } from './frontMatter.ts';
import { InlineReader } from './inline.ts';
import { placeLetterLines } from './letter.ts';
import { parse } from './parse.ts';

/** A name and a value; what stands in brackets is there for a picture. */
const DETAIL = /^[^：:。，［[]{1,12}[：:]\s*[^。！？；\n]{1,39}$/;

/**
 * Reads Markdown with tables, footnotes and task lists as GitHub has them.
 * @param name title of a document that states none
 * @param pictures those that were read; the others stand as text
 */
export function readMarkdown(markdown: string, name: string, pictures: Pictures = new Map()): ExportDocument {
  const { text, ...front } = readFrontMatter(cleanText(markdown));
  const tree = parse(text);
  const language = prevailingLanguage(text);
  const blocks = readBlocks(tree.children, new InlineReader(tree, language, pictures));
  const stated = statedTitle(blocks);
  const body = stated === undefined ? blocks : blocks.slice(1);
  const titleRuns = stated ?? [{ text: front.title ?? name }];
  const titled = stated !== undefined || (front.title !== undefined && body.length > 0);
  const details = titled ? leadingDetails(body) : [];
  const said = [front.subtitle, front.author, front.date];
  const known = titled ? said.filter((each) => each !== undefined) : [];
  return {
    title: textOf(titleRuns).replaceAll('\n', ' '),
    titleRuns,
    titled,
    ...(front.subtitle === undefined ? {} : { subtitle: front.subtitle }),
    ...(front.author === undefined ? {} : { author: front.author }),
    ...(front.date === undefined ? {} : { date: front.date }),
    language,
    fields: front.fields,
    byline: known.map((each) => [{ text: each }]),
    details: details.map(({ runs }) => runs),
    blocks: placeLetterLines(raiseHeadings(body.slice(details.length))),
  };
}

/** Takes out what XML cannot hold: control characters and halves of surrogate pairs. */
function cleanText(markdown: string): string {
  return markdown
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]|[\ufffe\uffff]/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

/** That of more words, a Chinese character counted as one. */
function prevailingLanguage(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return han >= words ? 'zh' : 'en';
}

/** The one heading of the first level, where the document begins with it. */
function statedTitle(blocks: readonly Block[]): readonly Run[] | undefined {
  const [first] = blocks;
  const tops = blocks.filter((block) => isHeading(block) && block.level === 1);
  if (!first || !isHeading(first) || tops.length !== 1 || tops[0] !== first) return undefined;
  return first.runs;
}

/** The short lines of a name and a value right beneath the title; a salutation has no value. */
function leadingDetails(blocks: readonly Block[]): Paragraph[] {
  const details: Paragraph[] = [];
  for (const block of blocks) {
    if (block.type !== 'paragraph' || !DETAIL.test(textOf(block.runs))) break;
    details.push(block);
  }
  return details;
}

/** Makes the highest headings that are there those of level 1. */
function raiseHeadings(blocks: readonly Block[]): Block[] {
  const top = Math.min(...blocks.filter(isHeading).map((heading) => heading.level));
  return blocks.map((block) => (isHeading(block) ? { ...block, level: block.level - top + 1 } : block));
}

function isHeading(block: Block): block is Heading {
  return block.type === 'heading';
}
