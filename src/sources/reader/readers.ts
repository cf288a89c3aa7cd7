import { readCsv } from '../csv/csv.ts';
import { readHtml } from '../html/html.ts';
import { type Block, printBlocks } from '../markdown/blocks.ts';
import { readDocx } from '../office/docx.ts';
import { readPptx } from '../office/pptx.ts';
import { readXlsx } from '../office/xlsx.ts';
import { readPdf } from '../pdf/pdf.ts';
import { LONGEST_TEXT, ReadFailure } from '../readerResult.ts';
import type { ReadFormat } from '../sourceFormat.ts';

/** Reads a file's bytes as Markdown. @throws ReadFailure when there is no text, or too much; any error for a damaged file */
type Reader = (bytes: Buffer) => Promise<string>;

/** The reader of each format. */
export const readers: Readonly<Record<ReadFormat, Reader>> = {
  docx: markdownOf(readDocx),
  pptx: markdownOf(readPptx),
  xlsx: markdownOf(readXlsx),
  pdf: markdownOf(readPdf),
  html: markdownOf(readHtml),
  csv: markdownOf(readCsv),
};

function markdownOf(read: (bytes: Buffer) => Iterable<Block> | Promise<Iterable<Block>>): Reader {
  return async (bytes) => {
    const text = printBlocks(await read(bytes));
    if (text.trim() === '') throw new ReadFailure('noText');
    if (text.length > LONGEST_TEXT) throw new ReadFailure('textTooLong');
    return text;
  };
}
