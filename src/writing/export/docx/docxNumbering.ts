import { AlignmentType, type ILevelsOptions, type INumberingOptions, LevelFormat, LevelSuffix } from 'docx';
import type { WordStyle } from './styles/wordStyle.ts';

const LEVELS = 9;
/** Twips that a level is indented under the one above. */
const STEP = 420;
const BULLETS = ['●', '○', '■'];
const NUMBERS = [
  { format: LevelFormat.DECIMAL, text: (level: string) => `${level}.` },
  { format: LevelFormat.DECIMAL, text: (level: string) => `(${level})` },
  { format: LevelFormat.DECIMAL_ENCLOSED_CIRCLE, text: (level: string) => level },
];

/** Those of lists that are set as paragraphs, by GB/T 9704-2012; nothing stands between them and the text. */
const PARAGRAPH_NUMBERS = [
  { format: LevelFormat.DECIMAL, text: (level: string) => `${level}.` },
  { format: LevelFormat.DECIMAL, text: (level: string) => `（${level}）` },
  { format: LevelFormat.DECIMAL_ENCLOSED_CIRCLE, text: (level: string) => level },
];
/** The first line of a paragraph is indented by two characters of 3号, which is 16 points. */
const PARAGRAPH_INDENT = { left: 0, firstLine: 640 };

const BULLET_LIST = 'bullets';

/** The numberings of a document: one for its bullets, and one for each numbered list, so that each counts by itself. */
export class Numbering {
  private readonly starts: number[] = [];

  constructor(private readonly lists: WordStyle['lists']) {}

  /** @returns name of the numbering for a list's paragraphs */
  listReference(list: { readonly ordered: boolean; readonly start: number }): string {
    if (!list.ordered) return BULLET_LIST;
    this.starts.push(list.start);
    return numberedList(this.starts.length - 1);
  }

  /** What Word needs to number the lists that were referred to; call it after the last one. */
  options(): INumberingOptions {
    const numbered = this.starts.map((start, index) => ({
      reference: numberedList(index),
      levels: this.levels((level) => ({ ...this.numberFormat(level), start })),
    }));
    return { config: [{ reference: BULLET_LIST, levels: this.levels(bulletFormat) }, ...numbered] };
  }

  private levels(format: (level: number) => Partial<ILevelsOptions>): ILevelsOptions[] {
    return Array.from({ length: LEVELS }, (_, level) => {
      const inParagraphs = this.lists === 'paragraphs';
      const indent = inParagraphs ? PARAGRAPH_INDENT : { left: listIndent(level), hanging: STEP };
      const { style, ...rest } = format(level);
      return {
        level,
        alignment: AlignmentType.START,
        ...rest,
        ...(inParagraphs
          ? { suffix: rest.format === LevelFormat.BULLET ? LevelSuffix.SPACE : LevelSuffix.NOTHING }
          : {}),
        style: { ...style, paragraph: { indent } },
      };
    });
  }

  private numberFormat(level: number): Partial<ILevelsOptions> {
    const formats = this.lists === 'paragraphs' ? PARAGRAPH_NUMBERS : NUMBERS;
    const number = formats[level % formats.length];
    return number ? { format: number.format, text: number.text(`%${level + 1}`) } : {};
  }
}

/** Twips that the text of a list item stands from the margin. @param level 0 for a list that is in no other */
export function listIndent(level: number): number {
  return STEP * (level + 2);
}

/** The level that a list may have: Word knows nine. */
export function listLevel(depth: number): number {
  return Math.min(depth, LEVELS - 1);
}

function numberedList(index: number): string {
  return `numbers-${index}`;
}

function bulletFormat(level: number): Partial<ILevelsOptions> {
  const text = BULLETS[level % BULLETS.length] ?? '';
  const run = { size: 16, font: { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '宋体' } };
  return { format: LevelFormat.BULLET, text, style: { run } };
}
