import { AlignmentType, type IParagraphStyleOptions } from 'docx';
import type { Language } from '../../../text/language.ts';
import { business } from './business.ts';
import { A4, font, mm, SIZE, STYLE, type WordStyle } from './wordStyle.ts';

/** Theses and papers: contents before the text, chapters centred, figures and tables numbered. */
export const thesis: WordStyle = {
  ...business,
  page: { size: A4, margin: { top: mm(25), bottom: mm(25), left: mm(30), right: mm(25) } },
  styles: thesisStyles,
  table: { border: '000000' },
  chinese: /[\p{Script=Han}“”‘’…—·]/u,
  scholarly: true,
};

function thesisStyles(language: Language) {
  const { default: defaults, paragraphStyles, ...rest } = business.styles(language);
  const { heading1 } = defaults ?? {};
  return {
    ...rest,
    default: {
      ...defaults,
      heading1: {
        ...heading1,
        paragraph: { ...heading1?.paragraph, alignment: AlignmentType.CENTER },
      },
    },
    paragraphStyles: [...(paragraphStyles ?? []), ...captionStyles(language)],
  };
}

function captionStyles(language: Language): IParagraphStyleOptions[] {
  const latin = language === 'zh' ? 'Times New Roman' : 'Arial';
  const centred = { alignment: AlignmentType.CENTER, spacing: { before: 120, after: 120 } };
  return [
    {
      id: STYLE.caption,
      name: 'caption',
      basedOn: 'Normal',
      next: STYLE.body,
      quickFormat: true,
      run: { font: font(latin, '黑体'), size: SIZE.wuhao },
      paragraph: centred,
    },
    {
      id: STYLE.contentsTitle,
      name: 'TOC Heading',
      basedOn: 'Normal',
      next: STYLE.body,
      run: { font: font(latin, '黑体'), size: SIZE.sanhao, bold: true },
      paragraph: { ...centred, spacing: { before: 240, after: 240 } },
    },
    ...[0, 1, 2].map((level) => ({
      id: `TOC${level + 1}`,
      name: `toc ${level + 1}`,
      basedOn: 'Normal',
      paragraph: { spacing: { line: 360 }, indent: { left: level * 420 } },
    })),
  ];
}
