import { describe, expect, it } from 'vitest';
import { StopStrings } from '../../../src/engine/stopStrings.ts';

function feed(stops: string[], deltas: string[]) {
  const stopStrings = new StopStrings(stops);
  const out = deltas.map((delta) => stopStrings.push(delta));
  return { text: out.join('') + stopStrings.flush(), out, stopped: stopStrings.stopped };
}

describe('stop strings', () => {
  it('pass text through when there are none', () => {
    expect(feed([], ['一', '二']).out).toEqual(['一', '二']);
  });

  it('cut before the first that comes, though it arrives in pieces', () => {
    const { text, stopped } = feed(['\n\n', '。'], ['第一', '段\n', '\n第二段。']);
    expect(text).toBe('第一段');
    expect(stopped).toBe(true);
  });

  it('hold back what may become one, and release it when it does not', () => {
    const { out, text } = feed(['\n\n'], ['甲\n', '乙']);
    expect(out).toEqual(['甲', '\n乙']);
    expect(text).toBe('甲\n乙');
  });

  it('release what was held back at the end', () => {
    expect(feed(['\n\n'], ['甲\n'])).toMatchObject({ text: '甲\n', stopped: false });
  });
});
