import { LineRuleType, Paragraph, TableOfContents, TextRun } from 'docx';
import type { ExportDocument } from '../document.ts';
import { STYLE } from './styles/wordStyle.ts';

/** A page with the headings of three levels, whose pages Word fills in; the text begins on a new one. */
export function writeContents({ titled, blocks, language }: ExportDocument): (Paragraph | TableOfContents)[] {
  if (!blocks.some((block) => block.type === 'heading')) return [];
  const title = language === 'zh' ? '目录' : 'Contents';
  return [
    new Paragraph({
      style: STYLE.contentsTitle,
      pageBreakBefore: titled,
      children: [new TextRun(title)],
    }),
    new TableOfContents(title, { hyperlink: true, headingStyleRange: '1-3' }),
    new Paragraph({ pageBreakBefore: true, spacing: { line: 20, lineRule: LineRuleType.EXACT } }),
  ];
}
