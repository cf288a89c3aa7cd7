import { AlignmentType, type IParagraphOptions, type Paragraph } from 'docx';
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
/** Characters of a line. */
const LINE = 28;
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
  const places = placeSignature(widest, charactersOf(date ?? []), seal);
  const line = (text: readonly Run[], place: LinePlace, keepNext: boolean) =>
    officialLine(runs.write(text), { ...placed(place), keepNext });
  return [
    ...blankLines(seal ? LINES_WITH_SEAL : LINES_WITHOUT, { keepNext: true }),
    ...signatures.map((signature) => line(signature, places.signature, date !== undefined)),
    ...(date ? [line(date, places.date, false)] : []),
  ];
}

/** Where a line stands, in characters from the margin that it is flush with; one in the middle of what is right of `left`. */
export type LinePlace =
  | { readonly flush: 'left' | 'right'; readonly characters: number }
  | { readonly flush: 'middle'; readonly left: number };

/**
 * Where signature and date stand, by their widths in characters.
 * With a seal the date ends four characters from the right margin and the signature is centred over it. Without, the signature
 * ends two characters from it and the date begins two characters right of where it begins; a date that is longer ends two
 * characters from the margin itself, and the signature begins two characters left of it.
 */
export function placeSignature(
  signature: number,
  date: number,
  seal: boolean,
): { readonly signature: LinePlace; readonly date: LinePlace } {
  if (seal) {
    const middle = { flush: 'middle', left: LINE - Math.max(date + 2 * DATE_WITH_SEAL, signature) } as const;
    return { signature: middle, date: middle };
  }
  if (date > signature) {
    return {
      signature: { flush: 'right', characters: DATE_WITHOUT + date + 2 - signature },
      date: { flush: 'right', characters: DATE_WITHOUT },
    };
  }
  return {
    signature: { flush: 'right', characters: DATE_WITHOUT },
    date: { flush: 'left', characters: LINE - DATE_WITHOUT - signature + 2 },
  };
}

function placed(place: LinePlace): IParagraphOptions {
  if (place.flush === 'middle') {
    return { alignment: AlignmentType.CENTER, indent: { left: twips(place.left) } };
  }
  const indent = { [place.flush]: twips(place.characters) };
  return { alignment: place.flush === 'left' ? AlignmentType.LEFT : AlignmentType.RIGHT, indent };
}

function twips(characters: number): number {
  return Math.round(characters * CHARACTER);
}
