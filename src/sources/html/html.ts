import { decodeText } from '../../shared/files/textBytes.ts';
import type { Block } from '../markdown/blocks.ts';
import { ReadFailure } from '../readerResult.ts';
import { attributeOf, elementsWithin, type HtmlElement, isElement, parseHtml, textOf } from './dom.ts';
import { htmlBlocks } from './htmlBlocks.ts';

/** What surrounds a page's text. */
const AROUND = new Set(['nav', 'header', 'footer', 'aside', 'menu']);
const ROLES_AROUND = new Set(['navigation', 'banner', 'contentinfo', 'search', 'complementary', 'menu']);
/** Where a page names its encoding, as browsers look for it. */
const NAMED_WITHIN = 1024;

/**
 * The main text of a page: `main`, a single `article` or else the body, without navigation, scripts and what is hidden. A page
 * without a heading gets its title.
 * @throws ReadFailure for what is no text
 */
export function readHtml(bytes: Uint8Array): Block[] {
  const page = parseHtml(textOfPage(bytes));
  const [main] = elementsWithin(page, ({ tagName }) => tagName === 'main');
  const articles = [...elementsWithin(page, ({ tagName }) => tagName === 'article')];
  const isAround = (element: HtmlElement) =>
    AROUND.has(element.tagName) || ROLES_AROUND.has(attributeOf(element, 'role') ?? '');
  const text = main ?? (articles.length === 1 ? articles[0] : undefined);
  const blocks = text
    ? [
        ...htmlBlocks(
          text.childNodes,
          (element) =>
            isHidden(element) || attributeOf(element, 'role') === 'navigation' || element.tagName === 'nav',
        ),
      ]
    : [...htmlBlocks(page.childNodes, (element) => isHidden(element) || isAround(element))];
  const [title] = elementsWithin(page, ({ tagName }) => tagName === 'title');
  const heading = title?.childNodes.map(textOf).join('').trim() ?? '';
  const isHeaded = blocks.some(({ type }) => type === 'heading');
  return isHeaded || blocks.length === 0 || !heading
    ? blocks
    : [{ type: 'heading', level: 1, text: heading }, ...blocks];
}

function isHidden(element: HtmlElement): boolean {
  if (!isElement(element)) return false;
  if (attributeOf(element, 'hidden') !== undefined || attributeOf(element, 'aria-hidden') === 'true')
    return true;
  return /display\s*:\s*none/i.test(attributeOf(element, 'style') ?? '');
}

function textOfPage(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, NAMED_WITHIN)).toString('latin1');
  const named = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1];
  const decoded = decodeText(bytes)?.text ?? (named && decodedAs(named, bytes));
  if (decoded === undefined || decoded === '') throw new ReadFailure('damaged');
  return decoded;
}

function decodedAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return undefined;
  }
}
