import * as l10n from '@vscode/l10n';
import { UserError } from '../../shared/errors.ts';
import type { Language } from '../text/language.ts';
import { printHanzi } from '../text/numbers.ts';
import { parseSections } from './outlineGrammar.ts';
import { shareLength } from './shareLength.ts';

/** A planned section; its title has neither number nor marks. */
export interface Section {
  readonly title: string;
  /** Target length in characters. */
  readonly length: number;
  readonly points: readonly string[];
}

/** What a document is going to say, section by section. */
export interface Outline {
  readonly sections: readonly Section[];
}

/** Whether a text is written in one piece: it has no sections that a person could look at beforehand. */
export function isOnePieceOutline({ sections }: Outline): boolean {
  return sections.length === 1 && sections[0]?.title === '';
}

/** Characters of all sections together. */
export function totalLength({ sections }: Outline): number {
  return sections.reduce((sum, section) => sum + section.length, 0);
}

/**
 * Reads an outline as a model answers it or a person edits it; comments and prose around the list are ignored.
 * @param total characters in all, shared out in proportion to the lengths given; absent, the lengths stay as they are
 * @throws UserError when there is no section in the text
 */
export function parseOutline(text: string, total?: number): Outline {
  const outline = readOutline(text, total);
  if (outline) return outline;
  throw new UserError(
    l10n.t('the outline'),
    l10n.t('it has no section'),
    l10n.t('write one section a line, for example: {0}', '一、总体目标（约200字）：要点甲，要点乙'),
  );
}

/** Like parseOutline, but returns undefined when there is no section in the text. */
export function readOutline(text: string, total?: number): Outline | undefined {
  const parsed = parseSections(text);
  if (parsed.length === 0) return undefined;
  const given = parsed.map((section) => section.length);
  const lengths = shareLength(total ?? sumOfLengths(given), given);
  return { sections: parsed.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })) };
}

/**
 * The outline as the model writes it, one section a line: `一、标题（约N字）：要点，要点`, in English
 * `1. Title (about N words): point; point`.
 */
export function printOutline(outline: Outline, language: Language = 'zh'): string {
  return outline.sections.map((section, index) => printSection(section, index, language)).join('\n');
}

function printSection({ title, length, points }: Section, index: number, language: Language): string {
  const heading = printHeading(index, title, language);
  if (language === 'en') {
    return `${heading} (about ${length} words)${points.length > 0 ? `: ${points.join('; ')}` : ''}`;
  }
  // A point that holds a pause itself must not come apart when the outline is read again.
  const separator = points.some((point) => /[，,、]/.test(point)) ? '；' : '，';
  const cover = points.length > 0 ? `：${points.join(separator)}` : '';
  return `${heading}（约${length}字）${cover}`;
}

/** A title that says itself which one it is: 第一幕 初遇. */
const NUMBERED = /^第[一二三四五六七八九十\d]{1,3}[幕课集回讲篇封天场]/;

/** A section's heading: `一、标题`, in English `1. Title`. @param index 0 for the first section */
export function printHeading(index: number, title: string, language: Language = 'zh'): string {
  if (NUMBERED.test(title)) return title;
  return language === 'en' ? `${index + 1}. ${title}` : `${printHanzi(index + 1)}、${title}`;
}

/**
 * A sub-heading with the blank line after it: `### （一）标题`, in English `### 1.1 Title`.
 * @param index 0 for the first section; `place` 0 for its first sub-heading
 */
export function subheading(index: number, place: number, title: string, language: Language): string {
  const space = language === 'en' ? ' ' : '';
  return `### ${subheadingNumber(index, place, language)}${space}${title}\n\n`;
}

/** `（一）`, in English `1.1`. @param index 0 for the first section; `place` 0 for its first sub-heading */
export function subheadingNumber(index: number, place: number, language: Language): string {
  return language === 'en' ? `${index + 1}.${place + 1}` : `（${printHanzi(place + 1)}）`;
}

/** Length in characters of a section that nothing is known about. */
export const USUAL_SECTION_LENGTH = 200;

/** The total that given lengths amount to when those missing are as long as the others. */
function sumOfLengths(lengths: readonly (number | undefined)[]): number {
  const known = lengths.filter((length) => length !== undefined);
  const mean = known.length === 0 ? USUAL_SECTION_LENGTH : known.reduce((a, b) => a + b) / known.length;
  return mean * lengths.length;
}
