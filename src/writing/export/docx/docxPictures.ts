import { AlignmentType, ImageRun, type IParagraphOptions, LineRuleType } from 'docx';
import type { Picture, Run } from '../document.ts';
import { fitInto } from '../pictures/picture.ts';
import { type Page, textHeight, textWidth } from './styles/wordStyle.ts';

/** Twips of a pixel of 96 to the inch. */
const PIXEL = 15;
/** Share of a page's height that a picture may take: below it is room for a caption. */
const MOST_OF_PAGE = 0.9;

/** Twips that a picture has room in. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** The room on a page. */
export function pageRoom(page: Page): Room {
  return { width: textWidth(page), height: textHeight(page) * MOST_OF_PAGE };
}

/** A picture in a line of text, made smaller where it does not fit. */
export function pictureRun({ file, alt, title }: Picture, room: Room): ImageRun {
  const { width, height } = fitInto(file, { width: room.width / PIXEL, height: room.height / PIXEL });
  return new ImageRun({
    type: file.type,
    data: file.bytes,
    transformation: { width, height },
    altText: { name: alt || title, description: alt || title, title },
  });
}

/** True for a paragraph that shows nothing but pictures. */
export function isFigure(runs: readonly Run[]): boolean {
  return runs.some(hasPicture) && runs.every((run) => hasPicture(run) || run.text.trim() === '');
}

/** What a paragraph with a picture asks for: a pitch that grows with it, and the middle where it stands alone. */
export function pictureLayout(runs: readonly Run[]): IParagraphOptions {
  if (!runs.some(hasPicture)) return {};
  const spacing = { line: 240, lineRule: LineRuleType.AUTO };
  // Justified, what stands before a picture as wide as the page would be stretched over it.
  if (!isFigure(runs)) return { spacing, alignment: AlignmentType.LEFT };
  return { spacing, alignment: AlignmentType.CENTER, indent: { firstLine: 0, firstLineChars: 0 } };
}

function hasPicture({ picture }: Run): boolean {
  return picture !== undefined;
}
