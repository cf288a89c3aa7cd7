import {
  ExternalHyperlink,
  FootnoteReferenceRun,
  type IRunOptions,
  Paragraph,
  type ParagraphChild,
  TextRun,
} from 'docx';
import type { Run } from '../document.ts';
import { CODE_FONT } from './docxStyles.ts';

/** Turns runs into Word's, and gathers the footnotes they refer to. */
export class RunWriter {
  private readonly notes: Paragraph[] = [];

  /** @returns a child of a paragraph for each run; footnotes get their numbers in the order of the calls */
  write(runs: readonly Run[]): ParagraphChild[] {
    return runs.map((run) => {
      if (run.footnote) return this.writeFootnote(run.footnote);
      return run.link === undefined
        ? textRun(run)
        : new ExternalHyperlink({ link: run.link, children: [textRun(run, { style: 'Hyperlink' })] });
    });
  }

  /** The notes by number, as Word's document wants them. */
  footnotes(): Record<string, { children: Paragraph[] }> {
    return Object.fromEntries(this.notes.map((note, index) => [index + 1, { children: [note] }]));
  }

  private writeFootnote(runs: readonly Run[]): ParagraphChild {
    this.notes.push(new Paragraph({ style: 'FootnoteText', children: runs.map((run) => textRun(run)) }));
    return new FootnoteReferenceRun(this.notes.length);
  }
}

function textRun(run: Run, more: Partial<IRunOptions> = {}): TextRun {
  if (run.text === '\n') return new TextRun({ break: 1 });
  const options = {
    ...more,
    text: run.text,
    ...(run.bold ? { bold: true } : {}),
    ...(run.italic ? { italics: true } : {}),
    ...(run.strike ? { strike: true } : {}),
  };
  if (run.code)
    return new TextRun({ ...options, font: CODE_FONT, noProof: true, shading: { fill: 'F2F2F2' } });
  // Quotation marks and dashes are in both fonts; the hint gives them the width of the Chinese text they stand in.
  return new TextRun(/\p{Script=Han}/u.test(run.text) ? { ...options, font: { hint: 'eastAsia' } } : options);
}
