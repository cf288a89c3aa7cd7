/** Loaded only when something is exported; esbuild.js makes a program of its own of it. */
import type { ExportDocument, ExportFormat } from './document.ts';
import { writeDocx } from './docx/docx.ts';
import { readMarkdown } from './markdown/readMarkdown.ts';
import { writePptx } from './pptx/pptx.ts';

const WRITERS: Record<ExportFormat, (document: ExportDocument) => Promise<Uint8Array>> = {
  docx: writeDocx,
  pptx: writePptx,
};

/** A file's bytes, or why the Markdown makes none. */
export type Conversion = Uint8Array | 'empty' | 'noHeadings';

/**
 * Turns Markdown into a file of a format.
 * @param name title of a document that states none
 */
export async function convert(markdown: string, format: ExportFormat, name: string): Promise<Conversion> {
  const document = readMarkdown(markdown, name);
  if (document.blocks.length === 0 && !document.titled) return 'empty';
  const headed = document.titled || document.blocks.some((block) => block.type === 'heading');
  return format === 'pptx' && !headed ? 'noHeadings' : WRITERS[format](document);
}
