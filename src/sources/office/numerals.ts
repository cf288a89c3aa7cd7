const DIGITS = '零一二三四五六七八九';
const STEPS = ['', '十', '百', '千'];
const STEMS = '甲乙丙丁戊己庚辛壬癸';
const ROMAN = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
] as const;

/** A number from 1 on as a list shows it; formats are those of ECMA-376 part 1, 17.18.59, unknown ones are decimal. */
export function numeral(value: number, format: string): string {
  if (/^(?:chineseCounting|ideographDigital|japaneseCounting|taiwaneseCounting|chineseLegal)/.test(format)) {
    return chinese(value);
  }
  if (format === 'ideographTraditional') return STEMS[(value - 1) % STEMS.length] ?? '';
  if (format === 'upperRoman') return roman(value);
  if (format === 'lowerRoman') return roman(value).toLowerCase();
  if (format === 'upperLetter') return letter(value);
  if (format === 'lowerLetter') return letter(value).toLowerCase();
  return format === 'decimalZero' ? String(value).padStart(2, '0') : String(value);
}

function chinese(value: number): string {
  if (value > 9999) return String(value);
  const digits = [...String(value)].map(Number);
  const text = digits
    .map((digit, index) => (digit === 0 ? '零' : `${DIGITS[digit]}${STEPS[digits.length - 1 - index]}`))
    .join('')
    .replace(/零+/g, '零')
    .replace(/(?<=.)零$/, '');
  return text.replace(/^一十/, '十');
}

function roman(value: number): string {
  let rest = Math.min(value, 3999);
  let text = '';
  for (const [worth, letters] of ROMAN) {
    while (rest >= worth) {
      text += letters;
      rest -= worth;
    }
  }
  return text;
}

/** A to Z, then AA to ZZ, as Word goes on. */
function letter(value: number): string {
  return String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.ceil(value / 26));
}
