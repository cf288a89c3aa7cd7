import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  type IParagraphOptions,
  Paragraph,
  TextRun,
  type Table as WordTable,
} from 'docx';
import type { Block, Code, Paragraph as DocumentParagraph, List } from '../document.ts';
import type { CaptionWriter } from './captions.ts';
import { listIndent, listLevel, type Numbering } from './docxNumbering.ts';
import { pictureLayout } from './docxPictures.ts';
import type { RunWriter } from './docxRuns.ts';
import { writeTable } from './docxTable.ts';
import { STYLE, type WordStyle } from './styles/wordStyle.ts';

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];

/** Indents and alignment of a letter's lines. */
const PLACES: Record<NonNullable<DocumentParagraph['place']>, IParagraphOptions> = {
  margin: { indent: { firstLineChars: 0, firstLine: 0 } },
  right: { indent: { firstLineChars: 0, firstLine: 0 }, alignment: AlignmentType.RIGHT },
};

/** Where a block stands. */
interface Place {
  readonly style: string;
  /** Lists around it. */
  readonly depth: number;
  /** Twips of space below it, where its style's are too few. */
  readonly spacing?: { readonly after: number };
  /** True for a figure, which stays with its caption. */
  readonly keepNext?: boolean;
}

type WordBlock = Paragraph | WordTable;

/** Turns blocks into Word's paragraphs and tables. */
export class BlockWriter {
  constructor(
    private readonly runs: RunWriter,
    private readonly numbering: Numbering,
    private readonly style: WordStyle,
    private readonly captions?: CaptionWriter,
  ) {}

  /** The paragraphs and tables, in order. @param place style and depth of the list or quote that they stand in */
  write(blocks: readonly Block[], place: Place = { style: STYLE.body, depth: 0 }): WordBlock[] {
    return blocks.flatMap((block, index) => {
      const next = blocks[index + 1];
      const isCaptioned = next?.type === 'paragraph' && next.caption === 'figure';
      return this.writeBlock(block, {
        ...place,
        ...(next?.type === 'table' ? { spacing: { after: 120 } } : {}),
        ...(isCaptioned ? { keepNext: true } : {}),
      });
    });
  }

  private writeBlock(block: Block, place: Place): WordBlock[] {
    switch (block.type) {
      case 'heading': {
        const heading = HEADINGS[block.level - 1] ?? HeadingLevel.HEADING_6;
        return [
          new Paragraph({ heading, ...pictureLayout(block.runs), children: this.runs.write(block.runs) }),
        ];
      }
      case 'paragraph':
        if (block.caption && this.captions) return [this.captions.write(block, block.caption)];
        return [
          new Paragraph({
            ...this.layout(place),
            ...pictureLayout(block.runs),
            ...(place.keepNext ? { keepNext: true } : {}),
            ...(block.place ? PLACES[block.place] : {}),
            children: this.runs.write(block.runs),
          }),
        ];
      case 'list':
        return this.writeList(block, place);
      case 'table':
        // Word joins two tables that follow each other, and needs a paragraph after the last.
        return [writeTable(block, this.runs, this.style), new Paragraph({ spacing: { line: 240 } })];
      case 'quote':
        return this.write(block.blocks, { ...place, style: STYLE.quote });
      case 'code':
        return [this.writeCode(block, place)];
      case 'rule':
        return [
          new Paragraph({
            border: { bottom: { style: BorderStyle.SINGLE, size: 6, space: 1, color: 'BFBFBF' } },
          }),
        ];
    }
  }

  private writeList(list: List, place: Place): WordBlock[] {
    const reference = this.numbering.listReference(list);
    const inner = { style: STYLE.listItem, depth: place.depth + 1 };
    return list.items.flatMap(([first, ...rest]) => {
      const paragraph = first?.type === 'paragraph' ? first : undefined;
      const item = new Paragraph({
        style: STYLE.listItem,
        numbering: { reference, level: listLevel(place.depth) },
        ...(paragraph ? pitchOf(paragraph) : {}),
        children: paragraph ? this.runs.write(paragraph.runs) : [],
      });
      const others = paragraph || !first ? rest : [first, ...rest];
      return [item, ...this.write(others, inner)];
    });
  }

  /** Style of a paragraph, with the indent of the list that it goes on in. */
  private layout({ style, depth, spacing }: Place): IParagraphOptions {
    const options = spacing ? { style, spacing } : { style };
    return depth === 0 || this.style.lists === 'paragraphs'
      ? options
      : { ...options, indent: { left: listIndent(listLevel(depth - 1)), firstLine: 0 } };
  }

  private writeCode({ lines }: Code, { depth }: Place): Paragraph {
    return new Paragraph({
      ...this.layout({ style: STYLE.code, depth }),
      children: lines.map((text, index) => new TextRun({ text, ...(index > 0 ? { break: 1 } : {}) })),
    });
  }
}

/** The pitch that a list item with a picture needs; where it stands the list says. */
function pitchOf({ runs }: DocumentParagraph): IParagraphOptions {
  const { spacing } = pictureLayout(runs);
  return spacing ? { spacing } : {};
}
