const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  // 几 and 数 are "a few".
  几: 3,
  数: 3,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, k: 1000, 万: 10_000 };
const WORDS = 'a,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve'.split(',');

/** What `readNumber` reads, as a part of a pattern for text in NFKC; it has no groups. */
export const NUMBER =
  '(?:\\d[\\d,]*(?:\\.\\d+)?\\s?[万千百k]?(?![a-z])|[零〇一二两三四五六七八九十百千万几数]+|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[ -](?:hundred|thousand))?\\b)';

/** Reads a number as people write it: `1,500`, `1.5万`, `一千五`, `两三千` (2500), `three hundred`. NaN for what is none. */
export function readNumber(text: string): number {
  const plain = text.trim().toLowerCase();
  const [, figures, unit = ''] = /^(\d[\d,]*(?:\.\d+)?)\s?([万千百k]?)$/.exec(plain) ?? [];
  if (figures !== undefined) return Number(figures.replaceAll(',', '')) * (UNITS[unit] ?? 1);
  const [word = '', scale] = plain.split(/[ -]/);
  if (WORDS.includes(word)) {
    return Math.max(1, WORDS.indexOf(word)) * (scale === 'hundred' ? 100 : scale === 'thousand' ? 1000 : 1);
  }
  return readHanzi(plain);
}

function readHanzi(text: string): number {
  const isPositional = text.length > 1 && [...text].every((each) => each in DIGITS) && !/[几数]/.test(text);
  if (isPositional) return Number([...text].map((each) => DIGITS[each]).join(''));
  let total = 0;
  let below = 0;
  let digit: number | undefined;
  let last = 1;
  for (const each of text) {
    const value = DIGITS[each];
    const unit = UNITS[each];
    // Two in a row are "two or three": their mean.
    if (value !== undefined) digit = digit ? (digit + value) / 2 : value;
    else if (unit === undefined) return Number.NaN;
    else if (unit === 10_000) {
      total += (below + (digit ?? 0) || 1) * unit;
      below = 0;
    } else below += (digit || 1) * unit;
    if (unit !== undefined) {
      digit = undefined;
      last = unit;
    }
  }
  // 一万五 is 15,000, and 一百零五 is 105.
  const end = last > 10 && !/[零〇]/.test(text) ? last / 10 : 1;
  return text === '' ? Number.NaN : total + below + (digit ?? 0) * end;
}

const HANZI = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1 to 99 in Chinese: 一, 十, 十二, 二十, 三十四. */
export function printHanzi(value: number): string {
  const tens = Math.floor(value / 10);
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : HANZI[tens]}十`;
  return `${ten}${HANZI[value % 10]}`;
}
