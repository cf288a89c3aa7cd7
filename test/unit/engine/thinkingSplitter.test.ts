import { describe, expect, it } from 'vitest';
import { ThinkingSplitter } from '../../../src/engine/thinkingSplitter.ts';

/** Splits a whole answer; `pieces` cuts it after every so many characters. */
function split(answer: string, startsInside = false, pieces = answer.length) {
  const splitter = new ThinkingSplitter(startsInside);
  let thinking = '';
  let text = '';
  for (let at = 0; at < answer.length; at += pieces) {
    const part = splitter.push(answer.slice(at, at + pieces));
    thinking += part.thinking;
    text += part.text;
  }
  const rest = splitter.flush();
  return { thinking: thinking + rest.thinking, text: text + rest.text, late: splitter.wasUnannounced };
}

describe('the thinking of an answer', () => {
  it.each([1, 2, 3, 7, 100])('is told apart in pieces of %i characters', (pieces) => {
    const answer = '<think>\n先看题目 a<b。\n</think>\n\n答案是 5 < 7。';
    const told = split(answer, false, pieces);
    expect(told).toEqual({ thinking: '先看题目 a<b。\n', text: '答案是 5 < 7。', late: false });
  });

  it.each([1, 5])('needs no opening tag where the prompt has it (%i)', (pieces) => {
    const told = { thinking: '想。\n', text: '答。', late: false };
    expect(split('想。\n</think>\n\n答。', true, pieces)).toEqual(told);
    expect(split('<think>想。\n</think>\n\n答。', true, pieces)).toEqual(told);
  });

  it('may be all there is, or empty', () => {
    expect(split('<think>想到一半</thi')).toEqual({ thinking: '想到一半</thi', text: '', late: false });
    expect(split('<think>\n\n</think>\n\n答。', false, 1)).toEqual({
      thinking: '',
      text: '答。',
      late: false,
    });
  });

  it('is only at the beginning: white space and tags elsewhere are text', () => {
    for (const text of [
      '\n  一段 <think> 文字',
      '写作 `</think>` 的标签',
      '```\n<think>\n</think>\n```',
      ' ',
      '<th',
    ]) {
      expect(split(text, false, 1)).toEqual({ thinking: '', text, late: false });
    }
  });

  it('is noticed when it ends although it was never opened', () => {
    expect(split('想。\n</think>\n\n答。', false, 1).late).toBe(true);
  });
});
