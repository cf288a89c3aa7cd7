import { expect, it } from 'vitest';
import { numeral } from '../../../src/sources/office/numerals.ts';

it.each([
  [1, 'chineseCounting', '一'],
  [10, 'chineseCountingThousand', '十'],
  [25, 'chineseCounting', '二十五'],
  [105, 'chineseCounting', '一百零五'],
  [2000, 'japaneseCounting', '二千'],
  [3, 'ideographTraditional', '丙'],
  [14, 'upperRoman', 'XIV'],
  [28, 'lowerLetter', 'bb'],
  [7, 'decimalZero', '07'],
  [7, 'another', '7'],
])('a list shows %i in the format %s as %s', (value, format, shown) => {
  expect(numeral(value, format)).toBe(shown);
});
