import { AlignmentType, BorderStyle, type IParagraphStyleOptions, type IStylesOptions } from 'docx';
import type { Language } from '../../../text/language.ts';
import { A4, CODE_FONT, font, SIZE, STYLE, type WordStyle } from './wordStyle.ts';

const LATIN = 'Times New Roman';
const BODY_FONT = font(LATIN, '宋体');
const GREY = '595959';

/** Chinese business documents: 宋体 and 黑体, pages numbered at their foot. */
export const business: WordStyle = {
  page: { size: A4, margin: { top: 1440, bottom: 1440, left: 1588, right: 1588 } },
  styles: documentStyles,
  pageNumber: { place: 'centre', size: SIZE.xiaowu },
  lists: 'hanging',
  table: { border: 'A6A6A6', headerFill: 'E7ECF3' },
  codeFill: 'F2F2F2',
  chinese: /\p{Script=Han}/u,
  scholarly: false,
  official: false,
  substitutes: {},
};

/** The styles of a document: those of Chinese business documents, or English ones without first-line indents. */
function documentStyles(language: Language): IStylesOptions {
  const chinese = language === 'zh';
  const headingFont = font(chinese ? LATIN : 'Arial', '黑体');
  const heading = (size: number, before: number, after: number) => ({
    run: { font: headingFont, size, bold: true, color: '000000' },
    paragraph: { spacing: { before, after, line: 320 }, keepNext: true, keepLines: true },
  });
  return {
    default: {
      document: {
        run: {
          font: BODY_FONT,
          size: chinese ? SIZE.xiaosi : 22,
          language: { value: 'en-US', eastAsia: 'zh-CN' },
        },
      },
      title: {
        run: { font: headingFont, size: chinese ? SIZE.erhao : 48, bold: true, color: '000000' },
        paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 240, after: 480 } },
      },
      heading1: heading(SIZE.sanhao, 320, 160),
      heading2: heading(SIZE.sihao, 240, 120),
      heading3: heading(SIZE.xiaosi, 200, 100),
      heading4: heading(SIZE.xiaosi, 160, 80),
      heading5: heading(SIZE.xiaosi, 160, 80),
      heading6: heading(SIZE.xiaosi, 160, 80),
      hyperlink: { run: { color: '0563C1', underline: { type: 'single' } } },
      listParagraph: { paragraph: { spacing: bodySpacing(language) } },
      footnoteText: { run: { size: 18 } },
    },
    paragraphStyles: [bodyStyle(language), quoteStyle(language), codeStyle, cellStyle, detailsStyle],
  };
}

function bodySpacing(language: Language) {
  return language === 'zh' ? { line: 360 } : { line: 300, after: 120 };
}

function bodyStyle(language: Language): IParagraphStyleOptions {
  const chinese = {
    spacing: bodySpacing(language),
    // Two characters; the length is for programs that count no characters.
    indent: { firstLineChars: 200, firstLine: 480 },
    alignment: AlignmentType.BOTH,
  };
  return {
    id: STYLE.body,
    name: 'Body Text',
    basedOn: 'Normal',
    quickFormat: true,
    paragraph: language === 'zh' ? chinese : { spacing: bodySpacing(language) },
  };
}

function quoteStyle(language: Language): IParagraphStyleOptions {
  return {
    id: STYLE.quote,
    name: 'Quote',
    basedOn: 'Normal',
    quickFormat: true,
    run: { font: font(LATIN, '楷体'), color: GREY },
    paragraph: {
      spacing: bodySpacing(language),
      indent: { left: 480, right: 240 },
      border: { left: { style: BorderStyle.SINGLE, size: 18, space: 12, color: 'BFBFBF' } },
    },
  };
}

const codeStyle: IParagraphStyleOptions = {
  id: STYLE.code,
  name: 'Source Code',
  basedOn: 'Normal',
  quickFormat: true,
  run: { font: CODE_FONT, size: 20, noProof: true },
  paragraph: {
    spacing: { before: 120, after: 120, line: 280 },
    indent: { left: 120, right: 120 },
    shading: { fill: 'F2F2F2' },
  },
};

const detailsStyle: IParagraphStyleOptions = {
  id: STYLE.details,
  name: 'Subtitle',
  basedOn: 'Normal',
  quickFormat: true,
  run: { font: font(LATIN, '楷体') },
  paragraph: { alignment: AlignmentType.CENTER, spacing: { line: 360 } },
};

const cellStyle: IParagraphStyleOptions = {
  id: STYLE.cell,
  name: 'Table Text',
  basedOn: 'Normal',
  quickFormat: true,
  run: { size: SIZE.wuhao },
  paragraph: { spacing: { before: 40, after: 40, line: 280 } },
};
