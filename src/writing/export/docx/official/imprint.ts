import {
  FrameAnchorType,
  FrameWrap,
  HorizontalPositionAlign,
  type IParagraphOptions,
  LineRuleType,
  Paragraph,
  Tab,
  TabStopType,
  TextRun,
  VerticalPositionAlign,
} from 'docx';
import { OFFICIAL_STYLE, official } from '../styles/official.ts';
import { mm, SIZE, textWidth } from '../styles/wordStyle.ts';
import type { FieldValues } from './fieldValues.ts';

const WIDTH = textWidth(official.page);
/** Twips of a character of the imprint. */
const CHARACTER = SIZE.sihao * 10;
const COPIES = '抄送：';
/** Millimetres of the first and the last line, and of those between, 7.4.1. */
const THICK = 0.35;
const THIN = 0.25;

/** At the lower edge of the text; what stands in frames that are alike is one frame to Word. */
const FRAME: NonNullable<IParagraphOptions['frame']> = {
  type: 'alignment',
  width: WIDTH,
  wrap: FrameWrap.AROUND,
  anchor: { horizontal: FrameAnchorType.MARGIN, vertical: FrameAnchorType.MARGIN },
  alignment: { x: HorizontalPositionAlign.LEFT, y: VerticalPositionAlign.BOTTOM },
};

/**
 * What stands at the foot of the last page, 7.4: who gets copies, and who has it printed when, between lines of which the
 * last is the lower edge of the text. Nothing where the front matter gives none of it.
 */
export function writeImprint({ copies, printer = '', printed = '' }: FieldValues): Paragraph[] {
  const entries = [
    ...(copies === undefined ? [] : [copiesEntry(copies)]),
    ...(printer + printed === '' ? [] : [printedEntry(printer, printed === '' ? '' : `${printed}印发`)]),
  ];
  if (entries.length === 0) return [];
  const lines = entries.flatMap((entry, index) => [line(index === 0 ? THICK : THIN), entry]);
  // A frame stands on the page of the paragraph after it.
  return [...lines, line(THICK), new Paragraph({ spacing: { line: 20, lineRule: LineRuleType.EXACT } })];
}

/** A line as wide as the text, whatever is indented beside it: a black paragraph. With a border LibreOffice makes no frame of it. */
function line(thickness: number): Paragraph {
  const spacing = { line: mm(thickness), lineRule: LineRuleType.EXACT };
  return new Paragraph({ frame: FRAME, spacing, shading: { fill: '000000' } });
}

/** A character from either side; what takes several lines goes on below its first character. */
function copiesEntry(copies: string): Paragraph {
  const label = COPIES.length * CHARACTER;
  return new Paragraph({
    style: OFFICIAL_STYLE.imprint,
    frame: FRAME,
    indent: { left: CHARACTER + label, hanging: label, right: CHARACTER },
    children: [new TextRun(COPIES + copies)],
  });
}

function printedEntry(printer: string, printed: string): Paragraph {
  return new Paragraph({
    style: OFFICIAL_STYLE.imprint,
    frame: FRAME,
    indent: { left: CHARACTER, right: CHARACTER },
    tabStops: [{ type: TabStopType.RIGHT, position: WIDTH - CHARACTER }],
    children: [new TextRun({ children: [printer, new Tab(), printed] })],
  });
}
