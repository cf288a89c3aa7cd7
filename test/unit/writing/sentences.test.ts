import { describe, expect, it } from 'vitest';
import { endsSentence } from '../../../src/writing/text/sentences.ts';

describe('The end of a sentence', () => {
  it.each(['全年平稳。', '“全年平稳。”', 'It went well. ', '2. It went well. ', '- 知识库\n', '共投入2025.'])(
    'is the end of %j',
    (text) => {
      expect(endsSentence(text)).toBe(true);
    },
  );

  it.each(['全年平稳', '全年平稳，', '2.', '2. ', '- 知识库\n12. ', '前文。\n  3. '])(
    'is not the end of %j',
    (text) => {
      expect(endsSentence(text)).toBe(false);
    },
  );
});
