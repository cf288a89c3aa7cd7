import {
  ExternalHyperlink,
  FootnoteReferenceRun,
  type ImageRun,
  type IRunOptions,
  Paragraph,
  type ParagraphChild,
  TextRun,
} from 'docx';
import type { Run } from '../document.ts';
import { pageRoom, pictureRun, type Room } from './docxPictures.ts';
import { CODE_FONT, type WordStyle } from './styles/wordStyle.ts';

/** Turns runs into Word's, and gathers the footnotes they refer to. */
export class RunWriter {
  private readonly notes: Paragraph[][] = [];
  private readonly numbers = new Map<readonly Run[], number>();

  constructor(private readonly style: WordStyle) {}

  /**
   * @param room what pictures have room in
   * @returns a child of a paragraph for each run; footnotes get their numbers in the order of the calls
   */
  write(runs: readonly Run[], room: Room = pageRoom(this.style.page)): ParagraphChild[] {
    return runs.map((run) => {
      if (run.footnote) return this.writeFootnote(run.footnote);
      return this.linkedRun(run, run.picture && pictureRun(run.picture, room));
    });
  }

  /** @param picture shown in the place of the text */
  private linkedRun(run: Run, picture?: ImageRun): ParagraphChild {
    if (run.link === undefined) return picture ?? this.textRun(run);
    const shown = picture ?? this.textRun(run, { style: 'Hyperlink' });
    return new ExternalHyperlink({ link: run.link, children: [shown] });
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
      (line) => new Paragraph({ style: 'FootnoteText', children: line.map((run) => this.linkedRun(run)) }),
    );
    this.notes.push(lines);
    this.numbers.set(note, this.notes.length);
    return new FootnoteReferenceRun(this.notes.length);
  }

  private textRun(run: Run, more: Partial<IRunOptions> = {}): TextRun {
    if (run.text === '\n') return new TextRun({ break: 1 });
    const options = {
      ...more,
      text: run.text,
      ...(run.bold ? { bold: true } : {}),
      ...(run.italic ? { italics: true } : {}),
      ...(run.strike ? { strike: true } : {}),
    };
    if (run.code) {
      const { codeFill: fill } = this.style;
      return new TextRun({
        ...options,
        font: CODE_FONT,
        noProof: true,
        ...(fill ? { shading: { fill } } : {}),
      });
    }
    // Quotation marks and dashes are in both fonts; the hint gives them the width of the Chinese text they stand in.
    return new TextRun(
      this.style.chinese.test(run.text) ? { ...options, font: { hint: 'eastAsia' } } : options,
    );
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
