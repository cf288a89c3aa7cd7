const DIGITS = '零一二三四五六七八九';
const STEPS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const GROUPS: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };

/** What a number in Chinese characters is written with, but for the point. */
export const CHINESE_DIGITS = '〇零一二两三四五六七八九十百千万亿';

/** The value of a number in Chinese characters, such as 一千二百 or 九十八点六; NaN for what is none. */
export function chineseNumber(text: string): number {
  const [whole = '', fraction] = text.replaceAll('〇', '零').replaceAll('两', '二').split('点');
  if (fraction === undefined) return wholeNumber(whole);
  const digits = [...fraction].map((character) => DIGITS.indexOf(character));
  return digits.includes(-1) ? Number.NaN : Number(`${wholeNumber(whole)}.${digits.join('')}`);
}

function wholeNumber(text: string): number {
  // Digit by digit, as years are: 二〇二五.
  if (text.length > 1 && [...text].every((character) => DIGITS.includes(character))) {
    return Number([...text].map((character) => DIGITS.indexOf(character)).join(''));
  }
  let total = 0;
  let group = 0;
  let digit: number | undefined;
  for (const character of text) {
    const step = STEPS[character];
    const unit = GROUPS[character];
    if (unit !== undefined) {
      total = (total + group + (digit ?? 0)) * unit;
      group = 0;
      digit = undefined;
    } else if (step !== undefined) {
      group += (digit ?? 1) * step;
      digit = undefined;
    } else {
      digit = DIGITS.indexOf(character);
      if (digit < 0) return Number.NaN;
    }
  }
  return text === '' ? Number.NaN : total + group + (digit ?? 0);
}
