import { AlignmentType, type Paragraph } from 'docx';
import type { Run } from '../../document.ts';
import type { RunWriter } from '../docxRuns.ts';
import { CHARACTER } from '../styles/official.ts';
import { charactersOf } from './characters.ts';
import { blankLines, officialLine } from './letterhead.ts';
import type { OfficialParts } from './parts.ts';

/** Characters before the label 附件： of a list of attachments, and of the label itself. */
const INDENT = 2;
const LABEL = '附件：';
/** Lines above the signature that a seal of 42 mm takes, and without one. */
const LINES_WITH_SEAL = 2;
const LINES_WITHOUT = 1;
/** Characters that the date stands from the right margin, with a seal, 7.3.5.1, and without, 7.3.5.2. */
const DATE_WITH_SEAL = 4;
const DATE_WITHOUT = 2;

/** The names of the attachments, 7.3.4: a line below the text, those that take several lines flush with their first character. */
export function writeAttachments(names: OfficialParts['attachments'], runs: RunWriter): Paragraph[] {
  if (names.length === 0) return [];
  const lines = names.map((name, index) => {
    const number = names.length === 1 ? '' : `${index + 1}.`;
    const opening = `${index === 0 ? LABEL : ''}${number}`;
    const left = INDENT + charactersOf(LABEL + number);
    const children = runs.write([{ text: opening }, ...name].filter(({ text }) => text !== ''));
    const place = index < names.length - 1 ? {} : { keepNext: true };
    return officialLine(children, {
      ...place,
      indent: { left: twips(left), hanging: twips(charactersOf(opening)) },
    });
  });
  return [...blankLines(1), ...lines];
}

/** Who signs, and when, 7.3.5. @param seal whether room is left for a seal over them */
export function writeSignature(
  { signatures, date }: Pick<OfficialParts, 'signatures' | 'date'>,
  seal: boolean,
  runs: RunWriter,
): Paragraph[] {
  if (signatures.length === 0 && !date) return [];
  const widest = Math.max(0, ...signatures.map(charactersOf));
  const places = date
    ? placeSignature(widest, charactersOf(date), seal)
    : { signature: DATE_WITHOUT, date: DATE_WITHOUT };
  const lines = [
    ...signatures.map((signature) => {
      const middle = seal ? (widest - charactersOf(signature)) / 2 : 0;
      return fromRight(signature, places.signature + middle, runs, true);
    }),
    ...(date ? [fromRight(date, places.date, runs, false)] : []),
  ];
  return [...blankLines(seal ? LINES_WITH_SEAL : LINES_WITHOUT, { keepNext: true }), ...lines];
}

/**
 * Characters that signature and date stand from the right margin.
 * With a seal the date stands four characters from it and the signature is centred over it. Without, the signature stands two
 * characters from it and the date begins two characters right of where it begins; a date that is longer stands two characters
 * from the margin itself.
 */
export function placeSignature(
  signature: number,
  date: number,
  seal: boolean,
): { readonly signature: number; readonly date: number } {
  if (seal) {
    const centred = DATE_WITH_SEAL + (date - signature) / 2;
    return centred >= 0
      ? { signature: centred, date: DATE_WITH_SEAL }
      : { signature: 0, date: (signature - date) / 2 };
  }
  if (date > signature) {
    return { signature: DATE_WITHOUT + date + 2 - signature, date: DATE_WITHOUT };
  }
  return { signature: DATE_WITHOUT, date: DATE_WITHOUT + signature - 2 - date };
}

/** A line that ends a number of characters from the right margin and stays with the next. */
function fromRight(line: readonly Run[], characters: number, runs: RunWriter, keepNext: boolean): Paragraph {
  const indent = { right: twips(characters) };
  return officialLine(runs.write(line), { alignment: AlignmentType.RIGHT, indent, keepNext });
}

function twips(characters: number): number {
  return Math.round(characters * CHARACTER);
}
