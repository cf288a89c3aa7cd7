import { AlignmentType, Document, Footer, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import { CREATOR, type ExportDocument } from '../document.ts';
import { BlockWriter } from './docxBlocks.ts';
import { Numbering } from './docxNumbering.ts';
import { RunWriter } from './docxRuns.ts';
import { documentStyles, PAGE, STYLE } from './docxStyles.ts';

/** Writes a document as a Word file (.docx). */
export async function writeDocx(document: ExportDocument): Promise<Uint8Array> {
  const runs = new RunWriter();
  const numbering = new Numbering();
  // Footnotes get their numbers in this order.
  const title = new Paragraph({ style: 'Title', children: runs.write(document.titleRuns) });
  const details = document.details.map(
    (line) => new Paragraph({ style: STYLE.details, children: runs.write(line) }),
  );
  const blocks = new BlockWriter(runs, numbering).write(document.blocks);
  const word = new Document({
    title: document.title,
    creator: document.author ?? CREATOR,
    lastModifiedBy: CREATOR,
    styles: documentStyles(document.language),
    numbering: numbering.options(),
    footnotes: runs.footnotes(),
    sections: [
      {
        properties: { page: PAGE },
        footers: { default: pageNumber() },
        children: document.titled ? [title, ...details, ...blocks] : blocks,
      },
    ],
  });
  return Packer.toBuffer(word);
}

function pageNumber(): Footer {
  const children = [new TextRun({ size: 18, children: ['— ', PageNumber.CURRENT, ' —'] })];
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children })] });
}
