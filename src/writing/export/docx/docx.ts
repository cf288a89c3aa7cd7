import { Document, Packer, Paragraph } from 'docx';
import { CREATOR, type ExportDocument } from '../document.ts';
import type { ExportStyle } from '../exportStyles.ts';
import { CaptionWriter, findCaptions } from './captions.ts';
import { writeContents } from './contents.ts';
import { BlockWriter } from './docxBlocks.ts';
import { Numbering } from './docxNumbering.ts';
import { finishOfficial } from './docxPackage.ts';
import { RunWriter } from './docxRuns.ts';
import { withoutHeadingNumbers } from './headingNumbers.ts';
import { writeOfficial } from './official/official.ts';
import { pageNumbers } from './pageNumbers.ts';
import { applyReference } from './reference/applyReference.ts';
import type { Reference } from './reference/readReference.ts';
import { WORD_STYLES } from './styles/index.ts';
import { STYLE, type WordStyle } from './styles/wordStyle.ts';

/** How a Word file is to look. */
export type WordLook = ExportStyle | Reference;

/** Levels of headings that a style numbers: ours have theirs in the text. */
const NONE: ReadonlySet<number> = new Set();

/**
 * Writes a document as a Word file (.docx).
 * @param look one of the styles that come with the product, or a document whose styles are taken over
 * @throws FieldError when an official document's front matter has a value that it cannot have
 */
export async function writeDocx(document: ExportDocument, look: WordLook): Promise<Uint8Array> {
  const style = typeof look === 'string' ? WORD_STYLES[look] : look.style;
  const numbering = new Numbering(style.lists);
  const runs = new RunWriter(style);
  const numbered = typeof look === 'string' ? NONE : look.numberedLevels;
  const text = { ...document, blocks: withoutHeadingNumbers(document.blocks, numbered) };
  const children = writeText(text, style, runs, numbering);
  const footers = pageNumbers(style);
  const word = new Document({
    title: document.title,
    creator: document.author ?? CREATOR,
    lastModifiedBy: CREATOR,
    styles: style.styles(document.language),
    numbering: numbering.options(),
    footnotes: runs.footnotes(),
    ...(footers.even ? { evenAndOddHeaderAndFooters: true } : {}),
    sections: [
      {
        properties: { page: style.page },
        footers,
        children,
      },
    ],
  });
  const file: Uint8Array = await Packer.toBuffer(word);
  if (typeof look !== 'string') return applyReference(file, look);
  return style.official ? finishOfficial(file, style.substitutes) : file;
}

function writeText(document: ExportDocument, style: WordStyle, runs: RunWriter, numbering: Numbering) {
  if (style.official) return writeOfficial(document, runs, new BlockWriter(runs, numbering, style));
  const blocks = style.scholarly ? findCaptions(document.blocks) : document.blocks;
  const captions = style.scholarly ? new CaptionWriter(blocks, document.language, runs) : undefined;
  // Footnotes get their numbers in this order.
  const title = new Paragraph({ style: 'Title', children: runs.write(document.titleRuns) });
  const details = [...document.byline, ...document.details].map(
    (line) => new Paragraph({ style: STYLE.details, children: runs.write(line) }),
  );
  const text = new BlockWriter(runs, numbering, style, captions).write(blocks);
  return [
    ...(document.titled ? [title, ...details] : []),
    ...(style.scholarly ? writeContents(document) : []),
    ...text,
  ];
}
