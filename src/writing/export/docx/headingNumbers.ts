import { type Block, type Heading, textOf } from '../document.ts';

/** 一、 （一） 1. （1） 第一章 1.1, and the like: what people number their headings with. */
const NUMBERED =
  /^(?:第[\d〇零一二三四五六七八九十百]+[章节条部分篇]|[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十百\d]+[）)]|\d+[.．、](?!\d)|\d+(?:\.\d+)+\s|[①-⑳])/u;
const NUMBER = new RegExp(`${NUMBERED.source}\\s*`, 'u');
const DIGITS = '零一二三四五六七八九';

/** Numbers of the standard, 7.3.3, by level; deeper headings have none. */
const FORMS: readonly ((number: number) => string)[] = [
  (number) => `${chineseNumber(number)}、`,
  (number) => `（${chineseNumber(number)}）`,
  (number) => `${number}.`,
  (number) => `（${number}）`,
];

/** Numbers the headings of a document. Those of a level stay as they are where their author has numbered any of them. */
export function numberHeadings(blocks: readonly Block[]): Block[] {
  const numbered = new Set(
    blocks
      .filter(isHeading)
      .filter(({ runs }) => NUMBERED.test(textOf(runs)))
      .map(({ level }) => level),
  );
  const counts: number[] = [];
  return blocks.map((block) => {
    if (!isHeading(block) || isAppendix(block)) return block;
    counts.length = block.level;
    const count = (counts[block.level - 1] ?? 0) + 1;
    counts[block.level - 1] = count;
    const form = FORMS[block.level - 1];
    if (!form || numbered.has(block.level)) return block;
    return { ...block, runs: [{ text: form(count) }, ...block.runs] };
  });
}

/** Takes from the headings of some levels the numbers that Word itself will give them. */
export function withoutHeadingNumbers(blocks: readonly Block[], levels: ReadonlySet<number>): Block[] {
  return blocks.map((block) => {
    if (!isHeading(block) || !levels.has(block.level)) return block;
    const [first, ...rest] = block.runs;
    return first ? { ...block, runs: [{ ...first, text: first.text.replace(NUMBER, '') }, ...rest] } : block;
  });
}

/** True for the heading of an appendix, 附件 or 附件1, which begins a page of its own. */
export function isAppendix({ runs }: Heading): boolean {
  return /^附件\s*\d*$/.test(textOf(runs));
}

/** 1 to 99 in Chinese; more in digits. */
function chineseNumber(number: number): string {
  if (number > 99) return String(number);
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  const first = tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens]}十`;
  return `${first}${ones === 0 ? '' : DIGITS[ones]}`;
}

function isHeading(block: Block): block is Heading {
  return block.type === 'heading';
}
