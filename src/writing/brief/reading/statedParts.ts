import { NUMBER, printHanzi, readNumber } from '../../text/numbers.ts';
import { askingSentences } from './clauses.ts';
import { withoutLength } from './statedLength.ts';

/** What a brief lists for its document. */
export interface StatedParts {
  /** What has to be said. */
  readonly points: readonly string[];
  /** Titles of the sections that it asks for, in their order; empty where it leaves them to the writer. */
  readonly sections: readonly string[];
  /** Whether the brief gives the titles; else it only says how many sections there are. */
  readonly isNamed: boolean;
}

const MOST_SECTIONS = 24;
const MOST_POINTS = 12;
const LONGEST_ITEM = 40;
/** A longer item of a list ends at its first pause. */
const LONGEST_PHRASE = 24;

/** With what a list of sections is announced, and with what one of matters. */
const STRUCTURE = /结构|框架|[大提]纲|章节|目录|分为|分成|依次|structure|outline|sections?/i;
const MATTERS =
  /要点|要素|要求写|重点|关键词|内容|包括|包含|涵盖|分别[是为]|回答|方面|points?|cover|include|topics?|keywords?/i;
/** With what a text is announced that a brief gives to draw on. */
const MATERIAL = /基于|根据|材料|原文|based on|material/i;
const LABEL = /([^：:\n，,。；;]{1,30})[：:]\s*(.*)$/;
/** A list in a sentence: 包括引言、方法、结果和讨论. */
const INLINE =
  /(分为|分成|依次(?:写|是|为|包括)?|(?<!不得|不要|不能|避免)(?:包括|包含)|涵盖|分别[是为]|consisting of|including|covering|with sections on|with the sections)\s*[：:]?\s*([^。：:\n]{4,120})/gi;
const ITEM = /^\s*(?:[-*•·]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．](?!\d))\s*(.+)$/;
/** Titles that many documents have: a list of such is one of sections. */
const USUAL_TITLE =
  /^(?:摘要|引言|前言|导言|导语|绪论|开头|背景|(?:研究)?(?:背景|目的|意义|方法|结果|思路|内容)|文献综述|正文|主体|讨论|分析|案例|结论|结语|总结|结尾|建议|展望|参考文献|导入|新授|练习|小结|作业|introduction|background|methods?|results?|discussion|conclusions?|abstract|summary)/i;
/** How a text is to be, and no matter of it. */
const MANNER =
  /^(?:左右|以上|以内|约)|清晰|突出|流畅|生动|简洁|连贯|逻辑|严谨|准确|字数|语言|段落|^详细(?:介绍|描述)?$|不少于|^不/;
/** So many sections of a kind that has a name: 四个教学环节, 五幕, 二十课时. */
const COUNTED = new RegExp(
  `(?<![第每])(${NUMBER})\\s*个?\\s*(?:[\\u4e00-\\u9fff]{2})?(环节|阶段|部分|章|幕|课时|节课|课|集|回|讲|篇|封|场|sections?|parts?|chapters?|acts?|lessons?)`,
  'i',
);
/** Of these each says in its title which one it is. */
const ORDINAL: Readonly<Record<string, string>> = { 节课: '课', 课时: '课' };

/** The points and the sections that a brief lists, by rule: what is numbered, bulleted or stands after 包括. */
export function statedParts(brief: string): StatedParts {
  const labelled = labelledLists(brief);
  const lists = labelled.length > 0 ? labelled : inlineLists(brief);
  const named = lists.find(({ label, items }) => isOfSections(label, items))?.items ?? [];
  const points = lists.filter(({ items }) => items !== named).flatMap(({ items }) => items);
  const sections = named.length > 0 ? named : countedSections(brief);
  return {
    points: [...new Set(points)].slice(0, MOST_POINTS),
    sections: sections.slice(0, MOST_SECTIONS),
    isNamed: named.length > 0,
  };
}

interface List {
  readonly label: string;
  readonly items: readonly string[];
}

function isOfSections(label: string, items: readonly string[]): boolean {
  const usual = items.filter((item) => USUAL_TITLE.test(item)).length;
  return STRUCTURE.test(label) || usual * 2 > items.length;
}

/** Lists behind a label with a colon, on its line or on those below it. */
function labelledLists(brief: string): List[] {
  const lines = brief.split(/\r?\n/);
  return lines.flatMap((line, index): List[] => {
    const [, label = '', rest = ''] = LABEL.exec(line) ?? [];
    if (MATERIAL.test(label) || !(STRUCTURE.test(label) || MATTERS.test(label))) return [];
    const items = rest.trim() === '' ? itemsBelow(lines.slice(index + 1)) : splitItems(rest);
    return items.length > 1 ? [{ label, items }] : [];
  });
}

function itemsBelow(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const [, item] = ITEM.exec(line) ?? [];
    if (item === undefined && line.trim() !== '') break;
    if (item !== undefined) items.push(item);
  }
  return clean(items);
}

function inlineLists(brief: string): List[] {
  return [...brief.matchAll(INLINE)].flatMap(([, label = '', rest = '']): List[] => {
    const items = splitInline(rest);
    return items.length > 1 ? [{ label, items }] : [];
  });
}

/** A list that takes the rest of its line: by semicolons where there are some, else by commas, else by the pauses of a list. */
function splitItems(text: string): string[] {
  const [sentence = ''] = text.split(/[。\n]/);
  for (const mark of [/[；;]/, /[，,]/, /、/]) {
    const pieces = clean(listed(sentence).split(mark));
    if (pieces.length > 1) return mark.source === '、' || isLatin(sentence) ? withLast(pieces) : pieces;
  }
  return clean(listed(sentence).split(AND));
}

/** A list within a sentence that goes on: in Chinese it ends with the clause. */
function splitInline(text: string): string[] {
  if (isLatin(text) || /[；;]/.test(text)) return splitItems(text);
  const [clause = ''] = text.split(/[，,]/).filter((each) => each.trim() !== '');
  return clause.includes('、') ? withLast(clean(listed(clause).split('、'))) : splitItems(text);
}

const AND = /和|以及|\band\b/;

/** 甲、乙和丙 */
function withLast(pieces: readonly string[]): string[] {
  return clean(pieces.flatMap((piece, index) => (index === pieces.length - 1 ? piece.split(AND) : [piece])));
}

function listed(text: string): string {
  return withoutLength(text).replace(/(?:等|and so on).*$/i, '');
}

function isLatin(text: string): boolean {
  return !/\p{Script=Han}/u.test(text);
}

function clean(items: readonly string[]): string[] {
  return items
    .map((item) => (ITEM.exec(item)?.[1] ?? item).trim())
    .map((item) => item.replace(/^(?:以及|和|and)\s*/, '').replace(/[（(][^）)]*[）)]?$/, ''))
    .map((item) => (item.length > LONGEST_PHRASE ? (item.split(/[，,：:；;]/)[0] ?? '') : item))
    .map((item) => item.replace(/^[“"《\s]+|[”"》。，,；;.\s]+$/g, ''))
    .filter((item) => item.length > 1 && item.length <= LONGEST_ITEM && !MANNER.test(item));
}

function countedSections(brief: string): string[] {
  for (const sentence of askingSentences(brief)) {
    const [, count = '', unit = ''] = COUNTED.exec(sentence) ?? [];
    const sections = readNumber(count);
    if (sections < 2 || sections > MOST_SECTIONS || !Number.isInteger(sections)) continue;
    return Array.from({ length: sections }, (_, index) => nameOfPart(unit, index + 1));
  }
  return [];
}

function nameOfPart(unit: string, number: number): string {
  if (!/\p{Script=Han}/u.test(unit)) return `${unit.replace(/s$/i, '')} ${number}`;
  return `第${printHanzi(number)}${ORDINAL[unit] ?? unit}`;
}
