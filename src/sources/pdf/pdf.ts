import path from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { Block } from '../markdown/blocks.ts';
import { ReadFailure } from '../readerResult.ts';
import { linesOf, type PageLines } from './lines.ts';
import { withoutMargins } from './margins.ts';
import { pdfBlocks } from './pdfBlocks.ts';

/** Where esbuild.js puts what pdf.js needs to read Chinese fonts that are not in the file. */
const CHARACTER_MAPS = `${path.join(import.meta.dirname, 'cmaps')}/`;

/** The text of a PDF in the order in which its program wrote it. @throws ReadFailure, or any error for a damaged file */
export async function readPdf(bytes: Buffer): Promise<Block[]> {
  const pages: PageLines[] = [];
  const document = await open(bytes);
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { transform, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    pages.push({
      height,
      lines: linesOf(
        items.filter((item) => 'str' in item),
        transform,
      ),
    });
    page.cleanup();
  }
  return pdfBlocks(withoutMargins(pages));
}

async function open(bytes: Buffer): Promise<PDFDocumentProxy> {
  const { getDocument, VerbosityLevel } = await pdfjs();
  const options = {
    data: new Uint8Array(bytes),
    cMapUrl: CHARACTER_MAPS,
    cMapPacked: true,
    disableFontFace: true,
    isEvalSupported: false,
    useSystemFonts: false,
    verbosity: VerbosityLevel.ERRORS,
  };
  return getDocument(options).promise.catch((error: unknown) => {
    throw error instanceof Error && error.name === 'PasswordException'
      ? new ReadFailure('locked', { cause: error })
      : error;
  });
}

/** Loads pdf.js so that it works in this thread: this process is its worker. */
async function pdfjs(): Promise<typeof import('pdfjs-dist')> {
  const scope = globalThis as { DOMMatrix?: unknown; pdfjsWorker?: unknown };
  // It makes one while it is loaded; only drawing uses it.
  scope.DOMMatrix ??= class {};
  scope.pdfjsWorker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}
