import JSZip from 'jszip';
import mammoth from 'mammoth';
import { attributeOf, type HtmlElement, parseHtml } from '../html/dom.ts';
import { htmlBlocks } from '../html/htmlBlocks.ts';
import type { Block } from '../markdown/blocks.ts';
import { headingRules, prepared } from './docxPrepared.ts';
import { paragraphStyles } from './docxStyles.ts';
import { mainPart, type Parts, readParts } from './package.ts';

/** The text of a Word document, with its footnotes and text boxes. @throws ReadFailure, or any error for a damaged file */
export async function readDocx(bytes: Buffer): Promise<Block[]> {
  const parts = await readParts(bytes);
  const { path } = mainPart(parts, 'document');
  const styles = paragraphStyles(parts, path);
  const forMammoth = new Map(parts).set(path, prepared(parts, path, styles));
  // mammoth unpacks the archive by itself: it is given one with what was counted, and without the pictures.
  const { value } = await mammoth.convertToHtml(
    { buffer: await pack(forMammoth) },
    { styleMap: headingRules(styles), includeEmbeddedStyleMap: false, convertImage: noImages() },
  );
  return [...htmlBlocks(parseHtml(value).childNodes, isBackReference)];
}

function pack(parts: Parts): Promise<Buffer> {
  const archive = new JSZip();
  for (const [name, content] of parts) archive.file(name, content);
  return archive.generateAsync({ type: 'nodebuffer', compression: 'STORE' });
}

function noImages() {
  return mammoth.images.imgElement(async () => ({ src: '' }));
}

/** mammoth leads from a footnote back to its place. */
function isBackReference(element: HtmlElement): boolean {
  return element.tagName === 'a' && /^#(?:foot|end)note-ref-/.test(attributeOf(element, 'href') ?? '');
}
