import { HeadingLevel, Paragraph, type Table } from 'docx';
import type { Block, ExportDocument } from '../../document.ts';
import type { BlockWriter } from '../docxBlocks.ts';
import { pictureLayout } from '../docxPictures.ts';
import type { RunWriter } from '../docxRuns.ts';
import { isAppendix, numberHeadings } from '../headingNumbers.ts';
import { STYLE } from '../styles/wordStyle.ts';
import { writeAttachments, writeSignature } from './closing.ts';
import { readFields } from './fieldValues.ts';
import { writeImprint } from './imprint.ts';
import { blankLines, officialLine, writeLetterhead } from './letterhead.ts';
import { splitParts } from './parts.ts';

/**
 * Writes an official document by GB/T 9704-2012 (7.2 to 7.4), from its head to its imprint.
 * @throws FieldError when its front matter has a value that it cannot have
 */
export function writeOfficial(
  document: ExportDocument,
  runs: RunWriter,
  writer: BlockWriter,
): (Paragraph | Table)[] {
  const fields = readFields(document);
  const parts = splitParts(document.blocks, fields, isAppendixHeading);
  // Footnotes get their numbers in this order.
  return [
    ...writeLetterhead(fields),
    ...(document.titled ? writeTitle(document, runs) : []),
    ...(parts.recipient ? [officialLine(runs.write(parts.recipient))] : []),
    ...writer.write(numberHeadings(parts.body)),
    ...writeAttachments(parts.attachments, runs),
    ...writeSignature(parts, fields.seal, runs),
    ...(fields.note === undefined ? [] : [new Paragraph({ style: STYLE.body, text: fields.note })]),
    ...writeAppendices(parts.appendices, runs, writer),
    ...writeImprint(fields),
  ];
}

/** 7.3.1, with a line below it. */
function writeTitle({ titleRuns, subtitle, details }: ExportDocument, runs: RunWriter): Paragraph[] {
  const title = { style: 'Title', ...pictureLayout(titleRuns), children: runs.write(titleRuns) };
  // Author and date stand below the text, as signature and date of issue.
  const beneath = [...(subtitle === undefined ? [] : [[{ text: subtitle }]]), ...details];
  const lines = beneath.map((line) => new Paragraph({ style: STYLE.details, children: runs.write(line) }));
  return [new Paragraph(title), ...lines, ...blankLines(1)];
}

/** 7.3.7: each on a page of its own, 附件 and its number in the first line, its title in the third. */
function writeAppendices(
  blocks: readonly Block[],
  runs: RunWriter,
  writer: BlockWriter,
): (Paragraph | Table)[] {
  const titles = new Set(blocks.filter((_, index) => isAppendixHeading(blocks[index - 1])));
  return blocks.flatMap((block) => {
    if (block.type !== 'heading' || !(isAppendixHeading(block) || titles.has(block)))
      return writer.write([block]);
    const children = runs.write(block.runs);
    if (titles.has(block)) return [new Paragraph({ style: 'Title', children })];
    const indent = { firstLine: 0, firstLineChars: 0 };
    return [
      new Paragraph({ heading: HeadingLevel.HEADING_1, indent, pageBreakBefore: true, children }),
      ...blankLines(1),
    ];
  });
}

function isAppendixHeading(block: Block | undefined): boolean {
  return block?.type === 'heading' && isAppendix(block);
}
