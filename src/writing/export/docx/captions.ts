import { Paragraph, type ParagraphChild, SimpleField, TextRun } from 'docx';
import type { Language } from '../../text/language.ts';
import { type Block, type Paragraph as DocumentParagraph, type Run, textOf } from '../document.ts';
import { isFigure } from './docxPictures.ts';
import type { RunWriter } from './docxRuns.ts';
import { STYLE } from './styles/wordStyle.ts';

type Captioned = NonNullable<DocumentParagraph['caption']>;

/** 表1 完成情况, Table 2: results, 表：完成情况; a sentence about a table is no caption. */
const CAPTIONS: Record<Captioned, RegExp> = {
  figure: /^(?:图|Figure|Fig\.)\s*(?:(\d[\d.–-]*)\s*[:：.]?|[:：])\s*(?=\S.{0,60}$)(?!.*[。；;：:]$)/iu,
  table: /^(?:表|Table)\s*(?:(\d[\d.–-]*)\s*[:：.]?|[:：])\s*(?=\S.{0,60}$)(?!.*[。；;：:]$)/iu,
};

/**
 * Finds the captions of figures, below them, and of tables, above. A picture without one has its title or description for it;
 * captions that their author has not numbered are without 图, 表 or the like, which `writeCaption` puts before them.
 */
export function findCaptions(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block, index): Block[] => {
    if (block.type !== 'paragraph') return [block];
    const [previous, next] = [blocks[index - 1], blocks[index + 1]];
    if (next?.type === 'table' && CAPTIONS.table.test(textOf(block.runs))) return [captioned(block, 'table')];
    if (isPictureBlock(previous) && CAPTIONS.figure.test(textOf(block.runs)))
      return [captioned(block, 'figure')];
    const hasCaption = next?.type === 'paragraph' && CAPTIONS.figure.test(textOf(next.runs));
    const text = isFigure(block.runs) && !hasCaption ? described(block) : '';
    if (text === '') return [block];
    return [block, captioned({ type: 'paragraph', runs: [{ text }] }, 'figure')];
  });
}

/** Writes captions, each kind with numbers of its own, which Word counts; none where their author has numbered any. */
export class CaptionWriter {
  private readonly numbered = new Set<Captioned>();
  private readonly counts = { figure: 0, table: 0 };

  constructor(
    blocks: readonly Block[],
    private readonly language: Language,
    private readonly runs: RunWriter,
  ) {
    for (const block of blocks) {
      if (block.type === 'paragraph' && block.caption && isNumbered(block, block.caption)) {
        this.numbered.add(block.caption);
      }
    }
  }

  /** @param kind what it is the caption of; a table's stays on the page of its table */
  write(caption: DocumentParagraph, kind: Captioned): Paragraph {
    const label = this.numbered.has(kind) ? [] : this.label(kind);
    const text = this.numbered.has(kind) ? caption.runs : withoutLabel(caption, kind);
    return new Paragraph({
      style: STYLE.caption,
      keepNext: kind === 'table',
      children: [...label, ...this.runs.write(text)],
    });
  }

  private label(kind: Captioned): ParagraphChild[] {
    const number = ++this.counts[kind];
    const names =
      this.language === 'zh' ? { figure: '图', table: '表' } : { figure: 'Figure ', table: 'Table ' };
    const name = names[kind];
    const field = new SimpleField(`SEQ ${name.trim()} \\* ARABIC`, String(number));
    return [new TextRun(name), field, new TextRun('  ')];
  }
}

function captioned(paragraph: DocumentParagraph, caption: Captioned): DocumentParagraph {
  return { ...paragraph, caption };
}

function isNumbered({ runs }: DocumentParagraph, kind: Captioned): boolean {
  return CAPTIONS[kind].exec(textOf(runs))?.[1] !== undefined;
}

function withoutLabel({ runs: [first, ...rest] }: DocumentParagraph, kind: Captioned): Run[] {
  return first ? [{ ...first, text: first.text.replace(CAPTIONS[kind], '') }, ...rest] : [];
}

function isPictureBlock(block: Block | undefined): boolean {
  return block?.type === 'paragraph' && isFigure(block.runs);
}

function described({ runs }: DocumentParagraph): string {
  const picture = runs.find((run) => run.picture)?.picture;
  return picture ? picture.title || picture.alt : '';
}
