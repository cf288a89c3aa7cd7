import { CHINESE_DIGITS, chineseNumber } from '../text/chineseNumber.ts';

/** A number, a percentage or a date in a text. */
export interface Figure {
  /** As it is written. */
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly start: number;
  /** The same for the same value, however it is written: what a source must have. */
  readonly key: string;
}

const ARABIC = '(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?';
const CHINESE = `[${CHINESE_DIGITS}]{2,}(?:点[零〇一二三四五六七八九]+)?`;
const MULTIPLIER = '[百千万亿]{0,2}';
/** What is counted or measured in documents; a word that is none of them makes a number no figure. */
const UNITS =
  '元|美元|人次|人|名|位|户|家|个百分点|个|件|起|次|场|期|批|台|套|辆|条|份|篇|项|所|座|栋|天|日|周|月|年|小时|分钟|秒|公里|千米|米|厘米|毫米|平方米|平方公里|立方米|亩|公顷|吨|公斤|千克|克|升|度|千瓦时|千瓦|兆|GB|MB|TB|倍|分|岁|页|字|课时|学时';
const ENGLISH_UNITS =
  'percent|people|persons|employees|users|customers|days?|weeks?|months?|years?|hours?|minutes?|seconds?|km|kg|tons?|dollars?|yuan|million|billion|thousand|times|items?|units?|points?|pages?|words?';

const DATE =
  /(?<!\d)((?:19|20)\d{2})(?:\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?|([-/.])(\d{1,2})(?:\4(\d{1,2}))?(?![\d万亿]))/g;
const CHINESE_DATE =
  /([一二][〇零九][〇零一二三四五六七八九]{2})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?/g;
const DAY = /(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]/g;
const PERCENT = new RegExp(`(?<![\\d.])(${ARABIC})\\s*[%％]|百分之(${CHINESE}|[${CHINESE_DIGITS}])`, 'g');
const AMOUNT = new RegExp(
  `(?<![\\d.])(${ARABIC})\\s*(${MULTIPLIER})[余多]?\\s*(?:${UNITS}|(?:${ENGLISH_UNITS})\\b)|(${CHINESE})[余多]?(?:${UNITS})|[$¥￥€]\\s*(${ARABIC})`,
  'g',
);
const NUMBER = new RegExp(`(?<![\\d.])(${ARABIC})\\s*(${MULTIPLIER})|(${CHINESE}|[${CHINESE_DIGITS}])`, 'g');
/** How the keys of dates begin. */
const DATE_KEY = 'date ';
const MULTIPLIERS: Readonly<Record<string, number>> = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8 };

/** The dates, percentages and numbers with a unit in a text, in their order. */
export function figuresIn(text: string): Figure[] {
  const amounts = [
    ...found(text, PERCENT, ([, arabic, chinese]) => numberKey(amountOf(arabic, '', chinese))),
    ...found(text, AMOUNT, ([, arabic, multiplier, chinese, money]) =>
      numberKey(amountOf(arabic ?? money, multiplier, chinese)),
    ),
  ];
  const figures: Figure[] = [];
  for (const figure of [...datesIn(text), ...amounts]) {
    const overlaps = (other: Figure) =>
      figure.start < other.start + other.text.length && other.start < figure.start + figure.text.length;
    if (!figures.some(overlaps)) figures.push(figure);
  }
  return figures.sort((a, b) => a.start - b.start);
}

/**
 * The keys of all that a text says in numbers, also of what has no unit there: in a table that stands in the head. Of a date also
 * its year, and its month.
 */
export function knownFigures(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { key } of datesIn(text)) {
    const [year, month, day] = key.slice(DATE_KEY.length).split('-');
    for (const part of [dateKey(year), dateKey(year, month), key, dateKey('', month, day)]) keys.add(part);
  }
  for (const [, arabic, multiplier, chinese] of text.matchAll(NUMBER)) {
    keys.add(numberKey(amountOf(arabic, multiplier, chinese)));
    // 1.2 in a column of 万元 is 1.2万元 in a sentence; a year may stand without 年.
    keys.add(numberKey(amountOf(arabic, '', chinese)));
    if (/^(?:19|20)\d{2}$/.test(arabic ?? '')) keys.add(dateKey(arabic));
  }
  return keys;
}

function datesIn(text: string): Figure[] {
  const chinese = (digits: string | undefined) => (digits === undefined ? '' : String(chineseNumber(digits)));
  return [
    ...found(text, DATE, ([, year, month, day, , monthAfterMark, dayAfterMark]) =>
      dateKey(year, month ?? monthAfterMark, day ?? dayAfterMark),
    ),
    ...found(text, CHINESE_DATE, ([, year, month, day]) =>
      dateKey(chinese(year), chinese(month), chinese(day)),
    ),
    ...found(text, DAY, ([, month, day]) => dateKey('', month, day)),
  ];
}

function found(text: string, pattern: RegExp, key: (match: RegExpExecArray) => string): Figure[] {
  return [...text.matchAll(pattern)].map((match) => ({
    text: match[0].trim(),
    start: match.index,
    key: key(match),
  }));
}

/** The key of a number without its multiplier, for a figure whose unit stands elsewhere in a source. */
export function bareKey({ text, key }: Figure): string {
  const [, arabic] = new RegExp(`^[$¥￥€]?\\s*(${ARABIC})`).exec(text) ?? [];
  return arabic === undefined || key.startsWith(DATE_KEY) ? key : numberKey(amountOf(arabic));
}

function amountOf(arabic?: string, multiplier = '', chinese?: string): number {
  if (arabic === undefined) return chineseNumber(chinese ?? '');
  const value = Number(arabic.replaceAll(',', ''));
  return [...multiplier].reduce((product, each) => product * (MULTIPLIERS[each] ?? 1), value);
}

function numberKey(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function dateKey(year = '', month = '', day = ''): string {
  return `${DATE_KEY}${[year, month, day].map((part) => (part === '' ? '' : Number(part))).join('-')}`;
}
