import {
  AlignmentType,
  BorderStyle,
  type IParagraphOptions,
  LineRuleType,
  Paragraph,
  type ParagraphChild,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import { CHARACTER, FONT, OFFICIAL_STYLE, official, PITCH, RED_LINE } from '../styles/official.ts';
import { mm, textWidth } from '../styles/wordStyle.ts';
import { charactersOf } from './characters.ts';
import type { FieldValues } from './fieldValues.ts';

const WIDTH = textWidth(official.page);
/** Twips from the top of the text to the name of the issuer, 7.2.4. */
const LETTERHEAD_TOP = mm(35);
/** Lines above it, for the marks of 7.2.1 to 7.2.3. */
const MARK_LINES = 3;
/** Half points of the largest letterhead. */
const LARGEST = 100;
const FILE = '文件';
const SIGNER = '签发人：';
/** Millimetres between the lower edge of characters and that of their line, for a pitch of 28 points. */
const BELOW_TEXT = 1.6;
/** Share of its size that a font's characters stand above a line that is no higher than they are. */
const ABOVE_LINE = 0.05;

/** The head of an official document, 7.2, down to its red line; nothing where the front matter gives none of it. */
export function writeLetterhead(fields: FieldValues): (Paragraph | Table)[] {
  const marks = markLines(fields);
  const isIssued = fields.issuers.length > 0 || fields.letterhead !== undefined;
  if (!isIssued && fields.number === undefined) return marks;
  const top = isIssued ? [...marks, ...blankLines(MARK_LINES - marks.length), ...issuerLines(fields)] : marks;
  return [...top, ...blankLines(isIssued ? 2 : 0), ...numberLines(fields), redLine(), ...blankLines(2)];
}

/** Empty lines, the standard's unit of height. */
export function blankLines(count: number, options: IParagraphOptions = {}): Paragraph[] {
  return Array.from({ length: Math.max(0, count) }, () => officialLine([], options));
}

/** A line in the pitch of the text, beginning at the margin. */
export function officialLine(children: readonly ParagraphChild[], more: IParagraphOptions = {}): Paragraph {
  return new Paragraph({ style: OFFICIAL_STYLE.line, ...more, children: [...children] });
}

function markLines({ marks: { copy, classification, urgency } }: FieldValues): Paragraph[] {
  const strong = (text: string) => officialLine([new TextRun({ text, font: FONT.strong })]);
  return [
    ...(copy === undefined ? [] : [officialLine([new TextRun(copy)])]),
    ...[classification, urgency].filter((each) => each !== undefined).map(strong),
  ];
}

/** The name in red; of several, one below the other, with 文件 at their right. */
function issuerLines({ issuers, letterhead }: FieldValues): (Paragraph | Table)[] {
  const before = LETTERHEAD_TOP - MARK_LINES * PITCH;
  const [only = ''] = issuers;
  if (letterhead !== undefined) return [redName(letterhead, sizeOf(letterhead), before)];
  const name = only.endsWith(FILE) ? only : only + FILE;
  return issuers.length < 2 ? [redName(name, sizeOf(name), before)] : [spacer(before), jointIssuers(issuers)];
}

/** Half points at which a name fills no more than a line. */
function sizeOf(name: string): number {
  return Math.min(LARGEST, Math.floor(WIDTH / 10 / (charactersOf(name) + 0.5)));
}

function redName(
  text: string,
  size: number,
  before: number,
  alignment: IParagraphOptions['alignment'] = AlignmentType.CENTER,
): Paragraph {
  return new Paragraph({
    style: OFFICIAL_STYLE.letterhead,
    alignment,
    spacing: {
      before: before === 0 ? 0 : Math.round(before + ABOVE_LINE * size * 10),
      line: size * 10,
      lineRule: LineRuleType.EXACT,
    },
    children: [new TextRun({ text, size })],
  });
}

function spacer(height: number): Paragraph {
  return new Paragraph({ spacing: { line: height, lineRule: LineRuleType.EXACT } });
}

function jointIssuers(issuers: readonly string[]): Table {
  const characters = Math.max(...issuers.map(charactersOf));
  const size = Math.min(LARGEST, Math.floor(WIDTH / 10 / (characters + FILE.length + 1)));
  const right = (FILE.length + 1) * size * 10;
  const cell = (width: number, children: Paragraph[]) =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      children,
    });
  const none = { style: BorderStyle.NONE };
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [WIDTH - right, right],
    margins: { left: 0, right: 0 },
    borders: {
      top: none,
      bottom: none,
      left: none,
      right: none,
      insideHorizontal: none,
      insideVertical: none,
    },
    rows: [
      new TableRow({
        children: [
          cell(
            WIDTH - right,
            issuers.map((name) => redName(name, size, 0, AlignmentType.DISTRIBUTE)),
          ),
          cell(right, [redName(FILE, size, 0)]),
        ],
      }),
    ],
  });
}

/** The number centred, 7.2.5; with a signer, 7.2.6, at the left and on the line of the last of them. */
function numberLines({ number = '', signers }: FieldValues): Paragraph[] {
  if (signers.length === 0)
    return number === '' ? [] : [officialLine([new TextRun(number)], { alignment: AlignmentType.CENTER })];
  const rows = Array.from({ length: Math.ceil(signers.length / 2) }, (_, row) =>
    signers.slice(2 * row, 2 * row + 2),
  );
  const widest = Math.max(...signers.map(charactersOf));
  // A row ends a character from the margin, and all names begin below the first.
  const names = Math.min(2, signers.length) * (widest + 1) - 1;
  const at = WIDTH - (1 + names) * CHARACTER;
  return rows.map((row, index) => {
    const label = index === 0 ? SIGNER : '';
    const stops = [at - charactersOf(label) * CHARACTER, at + (widest + 1) * CHARACTER];
    const left = index === rows.length - 1 ? number : '';
    return officialLine(
      [
        new TextRun({ children: [left, new Tab(), label] }),
        new TextRun({ children: tabbed(row), font: FONT.name }),
      ],
      {
        indent: { left: CHARACTER },
        tabStops: stops.map((stop) => ({ type: TabStopType.LEFT, position: Math.round(stop) })),
      },
    );
  });
}

function tabbed([first = '', second]: readonly string[]): (string | Tab)[] {
  return second === undefined ? [first] : [first, new Tab(), second];
}

/** 7.2.7: 4 mm below the number; its line ends lower than its characters do. */
function redLine(): Paragraph {
  return new Paragraph({
    border: { top: { ...RED_LINE, space: 0 } },
    spacing: { before: mm(4 - BELOW_TEXT), line: 20, lineRule: LineRuleType.EXACT },
  });
}
