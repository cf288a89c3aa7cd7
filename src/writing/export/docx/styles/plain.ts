import type { IStylesOptions } from 'docx';
import type { Language } from '../../../text/language.ts';
import { business } from './business.ts';
import { A4, CODE_FONT, font, STYLE, type WordStyle } from './wordStyle.ts';

/** One font, black on white: for what is to be set anew elsewhere. */
export const plain: WordStyle = {
  ...business,
  page: { size: A4, margin: { top: 1440, bottom: 1440, left: 1440, right: 1440 } },
  styles: plainStyles,
  table: { border: '000000' },
  codeFill: undefined,
  chinese: /[\p{Script=Han}“”‘’…—·]/u,
};

function plainStyles(language: Language): IStylesOptions {
  const chinese = language === 'zh';
  const size = chinese ? 24 : 22;
  const bold = {
    run: { bold: true, size, color: '000000' },
    paragraph: { keepNext: true, spacing: { before: 240, after: 120 } },
  };
  const spacing = chinese ? { line: 360 } : { line: 276, after: 120 };
  const indent = chinese ? { firstLineChars: 200, firstLine: 2 * size * 10 } : undefined;
  const style = (id: string, name: string, more: object = {}) => ({
    id,
    name,
    basedOn: 'Normal',
    quickFormat: true,
    paragraph: { spacing },
    ...more,
  });
  return {
    default: {
      document: {
        run: { font: font('Times New Roman', '宋体'), size, language: { value: 'en-US', eastAsia: 'zh-CN' } },
      },
      title: { ...bold, run: { ...bold.run, size: size + 8 } },
      heading1: bold,
      heading2: bold,
      heading3: bold,
      heading4: bold,
      heading5: bold,
      heading6: bold,
      listParagraph: { paragraph: { spacing } },
      footnoteText: { run: { size: 18 } },
    },
    paragraphStyles: [
      style(STYLE.body, 'Body Text', { paragraph: { spacing, ...(indent ? { indent } : {}) } }),
      style(STYLE.quote, 'Quote', { paragraph: { spacing, indent: { left: 480, right: 240 } } }),
      style(STYLE.code, 'Source Code', { run: { font: CODE_FONT, size: 20, noProof: true } }),
      style(STYLE.details, 'Subtitle'),
      style(STYLE.cell, 'Table Text', { paragraph: {} }),
    ],
  };
}
