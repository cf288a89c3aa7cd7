import {
  AlignmentType,
  BorderStyle,
  type IFontAttributesProperties,
  type IParagraphStyleOptions,
  type IStylesOptions,
} from 'docx';
import type { Language } from '../../text/language.ts';

/** Lengths are in twentieths of a point (twips), font sizes in half points, as Word keeps them. */
export const PAGE = {
  size: { width: 11906, height: 16838 },
  margin: { top: 1440, bottom: 1440, left: 1588, right: 1588 },
};
/** Twips between the margins: how wide a table may be. */
export const TEXT_WIDTH = PAGE.size.width - PAGE.margin.left - PAGE.margin.right;

/** Ids of the paragraph styles that are not Word's own. */
export const STYLE = {
  body: 'BodyText',
  quote: 'Quote',
  code: 'SourceCode',
  cell: 'TableText',
  details: 'Subtitle',
  listItem: 'ListParagraph',
} as const;

const LATIN = 'Times New Roman';
const BODY_FONT = font(LATIN, '宋体');
/** Latin letters of one width; Chinese characters look as in the text. */
export const CODE_FONT = font('Consolas', '宋体');

/** Font sizes by their Chinese names. */
const SIZE = { erhao: 44, sanhao: 32, sihao: 28, xiaosi: 24, wuhao: 21 };
const GREY = '595959';

function font(latin: string, eastAsia: string): IFontAttributesProperties {
  return { ascii: latin, hAnsi: latin, cs: latin, eastAsia };
}

/** The styles of a document: those of Chinese business documents, or English ones without first-line indents. */
export function documentStyles(language: Language): IStylesOptions {
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
