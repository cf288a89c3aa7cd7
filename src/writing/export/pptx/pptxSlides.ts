import type PptxGenJS from 'pptxgenjs';
import type { Picture, Run, Table } from '../document.ts';
import { fitInto } from '../pictures/picture.ts';
import { columnWidths } from '../tableColumns.ts';
import {
  BODY_BOX,
  CODE_FONT,
  COLOR,
  type FittedText,
  FONT,
  fitCover,
  fitDetails,
  fitTitle,
  fontSize,
  INDENT,
  LINE_SPACING,
  spaceBefore,
  tableDesign,
} from './slideDesign.ts';
import { LAYOUT } from './slideLayouts.ts';
import type { SlideLine } from './slideLines.ts';
import type { Slide } from './slides.ts';

type TextProps = PptxGenJS.TextProps;

/** Of pictures whose files do not say otherwise. */
const PIXELS_PER_INCH = 96;
const BULLETS = ['2022', '2013', '2022'];

/** @param details lines beneath the title; `notes` what of title and details a slide does not show */
export function addTitleSlide(
  pptx: PptxGenJS,
  title: string,
  details: readonly string[],
  notes: string,
): void {
  const slide = pptx.addSlide({ masterName: LAYOUT.cover });
  if (details.length > 0) {
    const { text, size } = fitDetails(details);
    const lines = text.split('\n').map((line) => ({
      text: line,
      options: { lang: languageOf(line), breakLine: true, fontSize: size },
    }));
    slide.addText(lines, { placeholder: 'details' });
  }
  addTitle(slide, fitCover(title));
  if (notes !== '') slide.addNotes(notes);
}

/**
 * Adds a slide of text or with a table, on the layout that is made for it, with the whole text of its section in the
 * notes.
 */
export function addSlide(pptx: PptxGenJS, { title, content, notes }: Slide): void {
  const hasOwnSlide = 'type' in content;
  const slide = pptx.addSlide({ masterName: hasOwnSlide ? LAYOUT.table : LAYOUT.text });
  addTitle(slide, fitTitle(title));
  if (hasOwnSlide && content.type === 'table') addTable(slide, content);
  else if (hasOwnSlide) addPicture(slide, content.picture);
  else if (content.length > 0) slide.addText(content.flatMap(lineText), { placeholder: 'body' });
  slide.addNotes(notes);
}

/** As a run, since the placeholder's own size counts before that of a whole text. */
function addTitle(slide: PptxGenJS.Slide, { text, size }: FittedText): void {
  slide.addText([{ text, options: { fontSize: size, lang: languageOf(text) } }], { placeholder: 'title' });
}

function lineText(line: SlideLine): TextProps[] {
  const paragraph = {
    ...(line.level > 0 ? { indentLevel: line.level } : {}),
    paraSpaceBefore: spaceBefore(line),
    fontSize: fontSize(line),
    lineSpacingMultiple: LINE_SPACING,
  };
  const runs = withoutBreaks(line);
  return runs.map((run, index) => ({
    text: run.text,
    options: {
      ...paragraph,
      ...style(run, line),
      ...(run.breakBefore ? { softBreakBefore: true } : {}),
      ...(index === 0 ? bullet(line) : {}),
      ...(index === runs.length - 1 ? { breakLine: true } : {}),
    },
  }));
}

/** A line break is a property of the run after it. */
function withoutBreaks({ runs, mark }: SlideLine): (Run & { readonly breakBefore: boolean })[] {
  const shown = runs.flatMap((run, index) =>
    run.text === '\n' || run.text === '' ? [] : [{ ...run, breakBefore: runs[index - 1]?.text === '\n' }],
  );
  const last = shown.at(-1);
  // Points on slides have no full stop.
  if (last && isPoint(mark)) shown[shown.length - 1] = { ...last, text: last.text.replace(/[。；]$/, '') };
  return shown;
}

/** What PowerPoint checks the spelling by. */
function languageOf(text: string): string {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en-US';
}

function isPoint(mark: SlideLine['mark']): boolean {
  return mark === 'bullet' || typeof mark === 'object';
}

function style(run: Run, { mark }: Pick<SlideLine, 'mark'>) {
  const heading = mark === 'heading';
  return {
    lang: languageOf(run.text),
    fontFace: run.code || mark === 'code' ? CODE_FONT : FONT,
    color: heading ? COLOR.accent : COLOR.text,
    ...(run.bold || heading ? { bold: true } : {}),
    ...(run.italic ? { italic: true } : {}),
    ...(run.strike ? { strike: 'sngStrike' as const } : {}),
    ...(run.link ? { hyperlink: { url: run.link }, color: COLOR.accent } : {}),
  };
}

function bullet({ level, mark }: SlideLine) {
  if (mark === 'bullet') return { bullet: { characterCode: BULLETS[level] ?? '2022', indent: INDENT } };
  if (typeof mark === 'object') {
    return { bullet: { type: 'number' as const, numberStartAt: mark.number, indent: INDENT } };
  }
  return {};
}

function addTable(slide: PptxGenJS.Slide, table: Table): void {
  const { align, rows } = table;
  const { size, above, beside } = tableDesign(align.length);
  const cells = rows.map((row, index) =>
    row.map((cell, column) => ({
      text: cell.map((run) => ({
        text: run.text,
        options: { ...style(run, { mark: 'none' }), ...(index === 0 ? HEADER_TEXT : {}) },
      })),
      options: {
        align: align[column] ?? (index === 0 ? ('center' as const) : ('left' as const)),
        ...(index === 0 ? HEADER : index % 2 === 0 ? { fill: { color: 'F3F6FA' } } : {}),
      },
    })),
  );
  slide.addTable(cells, {
    x: BODY_BOX.x,
    y: BODY_BOX.y,
    w: BODY_BOX.w,
    colW: columnWidths(table, BODY_BOX.w),
    fontFace: FONT,
    fontSize: size,
    color: COLOR.text,
    valign: 'middle',
    margin: [above, beside, above, beside],
    border: { type: 'solid', pt: 0.75, color: COLOR.line },
  });
}

/** In the middle of what a slide has room for. */
function addPicture(slide: PptxGenJS.Slide, { file, alt, title }: Picture): void {
  const inches = { width: file.width / PIXELS_PER_INCH, height: file.height / PIXELS_PER_INCH };
  const { width, height } = fitInto(inches, { width: BODY_BOX.w, height: BODY_BOX.h });
  const mime = file.type === 'jpg' ? 'jpeg' : file.type;
  slide.addImage({
    data: `image/${mime};base64,${Buffer.from(file.bytes).toString('base64')}`,
    x: BODY_BOX.x + (BODY_BOX.w - width) / 2,
    y: BODY_BOX.y + (BODY_BOX.h - height) / 2,
    w: width,
    h: height,
    altText: alt || title,
  });
}

const HEADER_TEXT = { bold: true, color: 'FFFFFF' };
const HEADER = { ...HEADER_TEXT, fill: { color: COLOR.accent } };
