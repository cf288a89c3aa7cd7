import {
  AlignmentType,
  BorderStyle,
  type IParagraphStyleOptions,
  type IStylesOptions,
  LineRuleType,
} from 'docx';
import { A4, font, mm, SIZE, STYLE, type WordStyle } from './wordStyle.ts';

/** Both kinds of letters in one font, so that quotation marks, dashes and digits are of the Chinese one in every program. */
const one = (name: string) => font(name, name);

/** Fonts of official documents. */
export const FONT = {
  title: one('方正小标宋简体'),
  body: one('仿宋_GB2312'),
  name: one('楷体_GB2312'),
  strong: one('黑体'),
  digits: one('宋体'),
};

/** Twips from line to line, 28 points: 22 lines in the 225 mm between the margins. */
export const PITCH = 560;
/**
 * Twips that characters stand closer than their size asks for, so that 28 of 3号, 16 points each, fit the 156 mm between the
 * margins. A grid of characters would say the same, but LibreOffice sets it with 20 to the line.
 */
const CLOSER = 5;
/** Twips of a character of the text. */
export const CHARACTER = SIZE.sanhao * 10 - CLOSER;

const RED = 'FF0000';
const BLACK = '000000';

/** Spacing of what is set line by line. Pictures and tables are not: a fixed pitch would cut them. */
const LINES = { line: PITCH, lineRule: LineRuleType.EXACT };
/** Two characters; the length is for programs that count no characters. */
const INDENT = { firstLineChars: 200, firstLine: 2 * SIZE.sanhao * 10 };
const PARAGRAPH = { spacing: LINES, indent: INDENT };

/** 公文 by GB/T 9704-2012. */
export const official: WordStyle = {
  page: {
    size: A4,
    // The dash of the page number stands 7 mm under the text, and two thirds of a line above the end of the footer.
    margin: { top: mm(37), bottom: mm(35), left: mm(28), right: mm(26), header: mm(15), footer: mm(25.6) },
  },
  styles: officialStyles,
  pageNumber: { place: 'outside', size: SIZE.sihao },
  lists: 'paragraphs',
  table: { border: BLACK },
  codeFill: undefined,
  chinese: /[\p{Script=Han}“”‘’…—·]/u,
  scholarly: false,
  official: true,
  substitutes: {
    方正小标宋简体: '方正小标宋_GBK,华文中宋,宋体',
    仿宋_GB2312: '仿宋,FangSong',
    楷体_GB2312: '楷体,KaiTi',
    黑体: 'SimHei',
    宋体: 'SimSun',
  },
};

/** Styles of what stands only in official documents. */
export const OFFICIAL_STYLE = { letterhead: 'Letterhead', imprint: 'Imprint', line: 'OfficialLine' } as const;

function officialStyles(): IStylesOptions {
  const heading = (run: object) => ({
    run: { ...run, size: SIZE.sanhao, color: BLACK },
    paragraph: { ...PARAGRAPH, keepNext: true, keepLines: true },
  });
  const lower = heading({ font: FONT.body });
  return {
    default: {
      document: {
        run: {
          font: FONT.body,
          size: SIZE.sanhao,
          characterSpacing: -CLOSER,
          language: { value: 'en-US', eastAsia: 'zh-CN' },
        },
      },
      title: {
        run: { font: FONT.title, size: SIZE.erhao, color: BLACK },
        paragraph: { alignment: AlignmentType.CENTER, spacing: LINES, keepNext: true },
      },
      heading1: heading({ font: FONT.strong }),
      heading2: heading({ font: FONT.name }),
      heading3: lower,
      heading4: lower,
      heading5: lower,
      heading6: lower,
      hyperlink: { run: { color: BLACK } },
      listParagraph: { paragraph: { ...PARAGRAPH, alignment: AlignmentType.BOTH } },
      footnoteText: { run: { size: SIZE.xiaowu } },
    },
    paragraphStyles: PARAGRAPH_STYLES,
  };
}

const style = (id: string, name: string, more: Partial<IParagraphStyleOptions>): IParagraphStyleOptions => ({
  id,
  name,
  basedOn: 'Normal',
  quickFormat: true,
  ...more,
});

const PARAGRAPH_STYLES: IParagraphStyleOptions[] = [
  style(STYLE.body, 'Body Text', { paragraph: { ...PARAGRAPH, alignment: AlignmentType.BOTH } }),
  style(STYLE.quote, 'Quote', { run: { font: FONT.name }, paragraph: PARAGRAPH }),
  style(STYLE.code, 'Source Code', { run: { size: SIZE.xiaosi, noProof: true } }),
  style(STYLE.details, 'Subtitle', {
    run: { font: FONT.name },
    paragraph: { alignment: AlignmentType.CENTER, spacing: LINES },
  }),
  style(STYLE.cell, 'Table Text', { run: { size: SIZE.xiaosi } }),
  style(OFFICIAL_STYLE.line, 'Official Line', { paragraph: { spacing: LINES } }),
  style(OFFICIAL_STYLE.letterhead, 'Letterhead', {
    run: { font: FONT.title, color: RED },
    paragraph: { alignment: AlignmentType.CENTER },
  }),
  style(OFFICIAL_STYLE.imprint, 'Imprint', {
    run: { size: SIZE.sihao },
    paragraph: { spacing: LINES },
  }),
];

/** The red line under the head of an official document, of a point. */
export const RED_LINE = { style: BorderStyle.SINGLE, size: 8, color: RED };
