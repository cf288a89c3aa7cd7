import Papa from 'papaparse';
import { decodeText } from '../../shared/files/textBytes.ts';
import type { Block } from '../markdown/blocks.ts';
import { ReadFailure } from '../readerResult.ts';

/** Separators that are tried; the one that gives the steadiest columns is taken. */
const SEPARATORS = [',', '\t', ';', '|', '，'];

/** The table of a CSV file in UTF-8, UTF-16 or GBK, whatever separates its fields. @throws ReadFailure for what is no text */
export function readCsv(bytes: Uint8Array): Block[] {
  const decoded = decodeText(bytes);
  if (!decoded) throw new ReadFailure('damaged');
  // Excel writes and reads a first line that names the separator.
  const [line, named] = /^sep=(.)\r?\n/.exec(decoded.text) ?? [''];
  const { data } = Papa.parse<string[]>(decoded.text.slice(line.length), {
    skipEmptyLines: 'greedy',
    ...(named ? { delimiter: named } : { delimitersToGuess: SEPARATORS }),
  });
  return [{ type: 'table', rows: data }];
}
