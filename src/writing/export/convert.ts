/** Loaded only when something is exported; esbuild.js makes a program of its own of it. */
import type { ExportFormat } from './document.ts';
import { type WordLook, writeDocx } from './docx/docx.ts';
import { FieldError } from './docx/official/fieldValues.ts';
import { readReference } from './docx/reference/readReference.ts';
import { ReferenceFailure, type ReferenceProblem } from './docx/reference/wordPackage.ts';
import type { ExportStyle } from './exportStyles.ts';
import { pictureAddresses } from './markdown/parse.ts';
import { readMarkdown } from './markdown/readMarkdown.ts';
import type { PictureProblem, Pictures } from './pictures/picture.ts';
import { readPictures } from './pictures/readPictures.ts';
import { writePptx } from './pptx/pptx.ts';

/** What is exported, and how. */
export interface ConversionRequest {
  readonly markdown: string;
  readonly format: ExportFormat;
  /** Title of a document that states none. */
  readonly name: string;
  /** Folder of the document, where its pictures are looked for. */
  readonly folder?: string;
  readonly style: ExportStyle;
  /** The bytes of a Word file whose look is taken over, in the place of the style. */
  readonly reference?: Uint8Array;
}

/** A picture that the file shows as text. */
export interface LeftPicture {
  readonly address: string;
  readonly problem: PictureProblem;
}

/** A file's bytes, or why there is none. */
export type Conversion =
  | { readonly outcome: 'written'; readonly file: Uint8Array; readonly leftOut: readonly LeftPicture[] }
  | { readonly outcome: 'empty' | 'noHeadings' }
  | { readonly outcome: 'badField'; readonly field: string; readonly value: string; readonly form: string }
  | { readonly outcome: 'badReference'; readonly problem: ReferenceProblem };

/** Turns Markdown into a file of a format. @throws AbortError when `signal` aborts */
export async function convert(request: ConversionRequest, signal: AbortSignal): Promise<Conversion> {
  const { markdown, format, name, folder } = request;
  const pictures = await readPictures(pictureAddresses(markdown), folder, signal);
  const document = readMarkdown(markdown, name, pictures);
  if (document.blocks.length === 0 && !document.titled) return { outcome: 'empty' };
  const headed = document.titled || document.blocks.some((block) => block.type === 'heading');
  if (format === 'pptx' && !headed) return { outcome: 'noHeadings' };
  try {
    const file = await (format === 'pptx' ? writePptx(document) : writeDocx(document, await lookOf(request)));
    return { outcome: 'written', file, leftOut: leftOut(pictures) };
  } catch (error) {
    if (error instanceof FieldError) {
      return { outcome: 'badField', field: error.field, value: error.value, form: error.form };
    }
    if (error instanceof ReferenceFailure) return { outcome: 'badReference', problem: error.problem };
    throw error;
  }
}

async function lookOf({ style, reference }: ConversionRequest): Promise<WordLook> {
  return reference === undefined ? style : readReference(reference);
}

function leftOut(pictures: Pictures): LeftPicture[] {
  return [...pictures].flatMap(([address, found]) =>
    typeof found === 'string' ? [{ address, problem: found }] : [],
  );
}
