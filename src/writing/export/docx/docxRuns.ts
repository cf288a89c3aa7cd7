import {
  ExternalHyperlink,
  FootnoteReferenceRun,
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
      if (run.link === undefined) return this.writeRun(run, room);
      return new ExternalHyperlink({
        link: run.link,
        children: [run.picture ? pictureRun(run.picture, room) : this.textRun(run, { style: 'Hyperlink' })],
      });
    });
  }

  private writeRun(run: Run, room: Room): ParagraphChild {
    return run.picture ? pictureRun(run.picture, room) : this.textRun(run);
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
      (line) => new Paragraph({ style: 'FootnoteText', children: line.map((run) => this.textRun(run)) }),
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

/** The paragraphs of a note. An address is printed: Word's file has no relationships for what stands in notes. */
function linesOf(note: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]];
  for (const [index, run] of note.entries()) {
    if (run.text === '\n') lines.push([]);
    else lines.at(-1)?.push(run);
    const isEndOfLink = run.link !== undefined && note[index + 1]?.link !== run.link;
    if (isEndOfLink && run.text !== run.link) lines.at(-1)?.push({ text: `（${run.link}）` });
  }
  return lines;
}
