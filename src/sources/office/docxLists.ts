import type { XmlElement } from '@rgrove/parse-xml';
import { valueOfChild } from './docxStyles.ts';
import { numeral } from './numerals.ts';
import { type Parts, part, relationsOf } from './package.ts';
import { attribute, elements } from './xml.ts';

/** A level of a list; ECMA-376 part 1, 17.9.6. */
interface Level {
  readonly start: number;
  /** Such as `decimal` or `chineseCounting`. */
  readonly format: string;
  /** With `%1` for the number of the outermost level. */
  readonly text: string;
  /** Id of the style whose paragraphs are of it. */
  readonly style: string | undefined;
}

/** Counts through the lists of a Word document, in the order of its paragraphs. */
export class ListCounter {
  /** Lists with other ids may be one, with common numbers. */
  private readonly kinds: ReadonlyMap<string, string>;
  private readonly levels: ReadonlyMap<string, readonly Level[]>;
  private readonly counts = new Map<string, number[]>();

  constructor(parts: Parts, document: string) {
    const target = relationsOf(parts, document).find(({ type }) => type === 'numbering')?.target;
    const numbering = target !== undefined && parts.has(target) ? elements(part(parts, target)) : [];
    this.kinds = new Map(
      numbering.map((each) => [attribute(each, 'numId') ?? '', valueOfChild(each, 'abstractNumId') ?? '']),
    );
    this.levels = new Map(
      numbering.map((each) => [attribute(each, 'abstractNumId') ?? '', elements(each, 'lvl').map(levelOf)]),
    );
  }

  /**
   * Counts a paragraph. @returns what Word shows before it, such as 第一章; empty for bullets
   * @param level absent, that of the style
   */
  count(list: string, level: number | undefined, style: string): string {
    const kind = this.kinds.get(list) ?? '';
    const levels = this.levels.get(kind) ?? [];
    const depth =
      level ??
      Math.max(
        0,
        levels.findIndex((each) => each.style === style),
      );
    const counts = this.counts.get(kind) ?? [];
    // What was counted deeper down begins anew.
    const now = levels
      .slice(0, depth + 1)
      .map(({ start }, index) => (counts[index] ?? start - 1) + (index === depth ? 1 : 0));
    this.counts.set(kind, now);
    const { format, text } = levels[depth] ?? { format: 'none', text: '' };
    if (format === 'bullet' || format === 'none') return '';
    return text.replace(/%(\d)/g, (_, digit: string) => {
      const index = Number(digit) - 1;
      return numeral(Math.max(1, now[index] ?? 1), levels[index]?.format ?? 'decimal');
    });
  }
}

function levelOf(level: XmlElement): Level {
  return {
    start: Number(valueOfChild(level, 'start') ?? 1),
    format: valueOfChild(level, 'numFmt') ?? 'decimal',
    text: valueOfChild(level, 'lvlText') ?? '',
    style: valueOfChild(level, 'pStyle'),
  };
}
