import { describe, expect, it } from 'vitest';
import { endlessLoopAt } from '../../../../src/writing/chat/endlessLoop.ts';

describe('An answer that repeats itself without end', () => {
  it('is found by one character, and by whole sentences', () => {
    expect(endlessLoopAt(`围绕${'绕'.repeat(60)}`)).toBe(2);
    const sentence = '各部门密切配合，';
    expect(endlessLoopAt(`开头。${sentence.repeat(9)}`)).toBe(`开头。${sentence}`.length);
  });

  it('is not seen in good prose, rules, tables and numbers that are merely long', () => {
    expect(endlessLoopAt('哈哈哈哈哈哈哈哈')).toBeUndefined();
    expect(endlessLoopAt(`表头\n${'-'.repeat(80)}`)).toBeUndefined();
    expect(endlessLoopAt(`|${' --- |'.repeat(20)}`)).toBeUndefined();
    expect(endlessLoopAt('一、总体情况（约300字）：基本情况。\n'.repeat(2))).toBeUndefined();
  });

  it('is found fast, however long the answer is', () => {
    const text = Array.from({ length: 50_000 }, (_, at) =>
      String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
    ).join('');
    for (let length = 0; length < 2000; length++)
      expect(endlessLoopAt(text.slice(0, 48_000 + length))).toBeUndefined();
  });
});
