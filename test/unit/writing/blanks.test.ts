import { describe, expect, it } from 'vitest';
import { findBlanks } from '../../../src/writing/text/blanks.ts';

function blanks(text: string): string[] {
  return findBlanks(text).map(({ start, end }) => text.slice(start, end));
}

describe('The blanks of a document', () => {
  it.each([
    ['会议于××召开，由×××主持。', ['××', '×××']],
    ['XX年xx月，共XXX人参加，增长XX%。', ['XX', 'xx', 'XXX', 'XX']],
    ['It opened on [to be filled in].', ['[to be filled in]']],
  ])('are found in their order: %s', (text, expected) => {
    expect(blanks(text)).toEqual(expected);
  });

  it.each(['会议室长5×3米。', '型号为XXL的工作服。', '见附件[1]。', ''])('are not in %j', (text) => {
    expect(blanks(text)).toEqual([]);
  });
});
