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
  private readonly notes: Paragraph[][] = [];
  private readonly numbers = new Map<readonly Run[], number>();

  /** @returns a child of a paragraph for each run; footnotes get their numbers in the order of the calls */
  write(runs: readonly Run[]): ParagraphChild[] {
    return runs.map((run) => (run.footnote ? this.writeFootnote(run.footnote) : linkedRun(run)));
  }

  /** The notes by number, as Word's document wants them. */
  footnotes(): Record<string, { children: Paragraph[] }> {
    return Object.fromEntries(this.notes.map((note, index) => [index + 1, { children: note }]));
  }

  private writeFootnote(note: readonly Run[]): ParagraphChild {
    const known = this.numbers.get(note);
    // A second reference would print the note a second time.
    if (known !== undefined) return new TextRun({ text: String(known), superScript: true });
    const lines = linesOf(note).map(
      (line) => new Paragraph({ style: 'FootnoteText', children: line.map(linkedRun) }),
    );
    this.notes.push(lines);
    this.numbers.set(note, this.notes.length);
    return new FootnoteReferenceRun(this.notes.length);
  }
}

/** The paragraphs of a note. */
function linesOf(note: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const run of note) {
    if (run.text === '\n') lines.push([]);
    else lines.at(-1)?.push(run);
  }
  return lines;
}

function linkedRun(run: Run): ParagraphChild {
  if (run.link === undefined) return textRun(run);
  return new ExternalHyperlink({ link: run.link, children: [textRun(run, { style: 'Hyperlink' })] });
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
