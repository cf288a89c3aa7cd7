import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough';
import { gfm } from 'micromark-extension-gfm';
import type { Language } from '../../text/language.ts';
import {
  type Block,
  type ExportDocument,
  type Heading,
  type Paragraph,
  type Run,
  textOf,
} from '../document.ts';
import { readBlocks } from './blocks.ts';
import { readFrontMatter } from './frontMatter.ts';
import { InlineReader } from './inline.ts';
import { placeLetterLines } from './letter.ts';

/**
 * In Chinese no space ends an address: read as part of the syntax it would swallow what follows, marks and all. In the text
 * that remains mdast-util-gfm finds it too.
 */
const BARE_LINKS_LATER = { disable: { null: ['wwwAutolink', 'protocolAutolink', 'emailAutolink'] } };

const DETAIL = /^[^：:。，]{1,12}[：:]\s*[^。！？；\n]{1,39}$/;

/**
 * Reads Markdown with tables, footnotes and task lists as GitHub has them.
 * @param name title of a document that states none
 */
export function readMarkdown(markdown: string, name: string): ExportDocument {
  const { text, ...front } = readFrontMatter(cleanText(markdown));
  const tree = parse(text);
  const language = prevailingLanguage(text);
  const blocks = readBlocks(tree.children, new InlineReader(tree, language));
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
    ...(front.author === undefined ? {} : { author: front.author }),
    language,
    details: [...known.map((each) => [{ text: each }]), ...details.map(({ runs }) => runs)],
    blocks: placeLetterLines(raiseHeadings(body.slice(details.length))),
  };
}

function parse(text: string): Root {
  // One tilde is no strikethrough: Chinese writes ranges with it, as in 3~5月.
  const singleTilde = false;
  return fromMarkdown(text, {
    // Without the CJK-friendly rules `**重点：**内容` would keep its asterisks.
    extensions: [
      gfm({ singleTilde }),
      BARE_LINKS_LATER,
      cjkFriendlyExtension(),
      gfmStrikethroughCjkFriendly({ singleTilde }),
    ],
    mdastExtensions: [gfmFromMarkdown()],
  });
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
