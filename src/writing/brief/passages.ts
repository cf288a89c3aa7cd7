import { splitSentences } from '../text/sentences.ts';

/** A longer paragraph is cut between sentences, a longer table between rows. */
const LONGEST_PASSAGE = 400;

/** The passages of a source: paragraphs, a heading together with what follows it; long ones are cut. */
export function splitPassages(text: string): string[] {
  const paragraphs: string[][] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) paragraphs.push(lines);
    lines = [];
  };
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const afterHeading = lines.every(isHeading);
    if (!afterHeading && (line === '' || isHeading(line))) end();
    if (line !== '') lines.push(line);
  }
  end();
  return paragraphs.flatMap((paragraph) => cutTable(paragraph) ?? cutLong(paragraph.join('\n')));
}

function isHeading(line: string): boolean {
  return /^#{1,6}\s/.test(line);
}

/** A table in pieces, each under the table's head; undefined for what is none. */
function cutTable(lines: readonly string[]): string[] | undefined {
  const rule = lines.findIndex((line) => /^\|(?:\s*:?-+:?\s*\|)+$/.test(line));
  const before = lines.slice(0, Math.max(0, rule - 1));
  if (rule < 1 || !before.every(isHeading)) return undefined;
  const head = lines.slice(0, rule + 1);
  const pieces: string[][] = [];
  let room = 0;
  for (const row of lines.slice(rule + 1)) {
    room -= row.length + 1;
    if (room < 0) {
      pieces.push([...head]);
      room = LONGEST_PASSAGE - head.join('\n').length - row.length - 1;
    }
    pieces.at(-1)?.push(row);
  }
  return (pieces.length > 0 ? pieces : [head]).map((piece) => piece.join('\n'));
}

function cutLong(paragraph: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of splitSentences(paragraph).flatMap(cutEndless)) {
    if (piece !== '' && piece.length + sentence.length > LONGEST_PASSAGE) {
      pieces.push(piece.trim());
      piece = '';
    }
    piece += sentence;
  }
  return [...pieces, piece.trim()].filter((each) => each !== '');
}

/** A sentence longer than a passage, in pieces. */
function cutEndless(sentence: string): string[] {
  return sentence.match(new RegExp(`[^]{1,${LONGEST_PASSAGE}}`, 'gu')) ?? [];
}
