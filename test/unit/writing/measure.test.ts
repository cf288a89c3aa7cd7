import { describe, expect, it } from 'vitest';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { countCharacters, lengthScore, repetition } from '../../../src/writing/text/measure.ts';
import { outlineCoverage } from '../../support/outlineCoverage.ts';

describe('countCharacters', () => {
  it.each([
    ['我们的AI平台，已上线。', 9],
    ["The model's café is state-of-the-art", 5],
    ['一、2025年：**100%**', 2],
    ['𠀀字🚀', 2],
    ['', 0],
  ])('counts Chinese characters and words: %s', (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });
});

describe('lengthScore', () => {
  it.each([
    [800, 800, 100],
    [800, 1600, 100 * (1 - 1 / 3)],
    [800, 400, 50],
    [800, 3200, 0],
    [800, 0, 0],
    [900, 300, 0],
  ])('asked for %i, written %i: %f', (required, written, score) => {
    expect(lengthScore(required, written)).toBeCloseTo(score, 9);
  });
});

describe('repetition', () => {
  it('is the share of n-grams that came before', () => {
    expect(repetition('甲乙甲乙', 2)).toBeCloseTo(100 / 3, 9);
    expect(repetition('甲乙丙丁', 2)).toBe(0);
    expect(repetition('甲', 4)).toBe(0);
  });
});

describe('outlineCoverage', () => {
  const { sections } = parseOutline('一、甲\n二、乙\n三、丙');

  it('counts the planned headings in order and those that nobody planned', () => {
    expect(outlineCoverage('# 题\n\n## 一、甲\n\n文\n\n## 丁\n\n## 三、丙\n', sections)).toEqual({
      planned: 3,
      present: 2,
      extra: 1,
    });
  });
});
