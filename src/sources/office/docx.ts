import JSZip from 'jszip';
import mammoth from 'mammoth';
import { attributeOf, type HtmlElement, parseHtml } from '../html/dom.ts';
import { htmlBlocks } from '../html/htmlBlocks.ts';
import type { Block } from '../markdown/blocks.ts';
import { mainPart, type Parts, part, readParts, relationsOf } from './package.ts';
import { attribute, elements, find } from './xml.ts';

/** The text of a Word document, with its footnotes and text boxes. @throws ReadFailure, or any error for a damaged file */
export async function readDocx(bytes: Buffer): Promise<Block[]> {
  const parts = await readParts(bytes);
  const { path } = mainPart(parts, 'document');
  // mammoth unpacks the archive by itself: it is given one with what was counted, and without the pictures.
  const { value } = await mammoth.convertToHtml(
    { buffer: await pack(parts) },
    { styleMap: headingStyles(parts, path), includeEmbeddedStyleMap: false, convertImage: noImages() },
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

/** Styles of a document's own are headings too where they, or what they are based on, have an outline level. */
function headingStyles(parts: Parts, document: string): string[] {
  const target = relationsOf(parts, document).find(({ type }) => type === 'styles')?.target;
  if (!target || !parts.has(target)) return [];
  const styles = new Map(
    elements(part(parts, target), 'style').map((style) => {
      const level = find(style, 'pPr', 'outlineLvl');
      const basis = find(style, 'basedOn');
      return [
        attribute(style, 'styleId') ?? '',
        {
          type: attribute(style, 'type'),
          level: level && Number(attribute(level, 'val')),
          basis: basis && attribute(basis, 'val'),
        },
      ] as const;
    }),
  );
  const levelOf = (id: string | undefined, seen: readonly string[] = []): number | undefined => {
    const style = id === undefined || seen.includes(id) ? undefined : styles.get(id);
    return style && (style.level ?? levelOf(style.basis, [...seen, id ?? '']));
  };
  const headings = [...styles].flatMap(([id, { type }]) => {
    const level = levelOf(id);
    const isHeading = type === 'paragraph' && level !== undefined && level < 6 && /^[\w-]+$/.test(id);
    return isHeading ? [`p.${id} => h${level + 1}:fresh`] : [];
  });
  return ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", ...headings];
}
