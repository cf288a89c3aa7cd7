import {
  AlignmentType,
  Footer,
  type IParagraphOptions,
  LineRuleType,
  PageNumber,
  Paragraph,
  TextRun,
} from 'docx';
import { FONT } from './styles/official.ts';
import type { WordStyle } from './styles/wordStyle.ts';

/** The footers of a style's pages; those of even pages only where they differ. */
export function pageNumbers({ pageNumber: { place, size } }: WordStyle): {
  readonly default?: Footer;
  readonly even?: Footer;
} {
  if (place === 'none') return {};
  if (place === 'centre') return { default: footer({ size }, { alignment: AlignmentType.CENTER }) };
  // A character of the number's size from the margin, on a line that is as high as it.
  const character = size * 10;
  const run = { size, font: FONT.digits };
  const spacing = { line: character, lineRule: LineRuleType.EXACT };
  return {
    default: footer(run, { alignment: AlignmentType.RIGHT, indent: { right: character }, spacing }),
    even: footer(run, { alignment: AlignmentType.LEFT, indent: { left: character }, spacing }),
  };
}

function footer(
  run: { readonly size: number; readonly font?: typeof FONT.digits },
  options: IParagraphOptions,
): Footer {
  const children = [new TextRun({ ...run, children: ['— ', PageNumber.CURRENT, ' —'] })];
  return new Footer({ children: [new Paragraph({ ...options, children })] });
}
