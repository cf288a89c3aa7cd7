import { describe, expect, it } from 'vitest';
import { TextCleaner } from '../../../src/writing/text/textCleaner.ts';

function clean(text: string, pieceLength: number): string {
  const cleaner = new TextCleaner(['工作概述', '客服升级工作总结'], ['知识库']);
  const pieces = text.match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? [];
  return pieces.map((piece) => cleaner.push(piece)).join('') + cleaner.end();
}

describe.each([1, 3, 1000])('TextCleaner, fed %i characters at a time', (pieceLength) => {
  it.each([
    ['passes text on', '一是抓落实。二是抓协调。', '一是抓落实。二是抓协调。'],
    ['drops the title', '工作概述\n\n正文。', '正文。'],
    ['drops the title with marks and number', '## **一、工作概述**：\n\n正文。', '正文。'],
    ['drops the title of the document', '# 客服升级工作总结\n\n正文。', '正文。'],
    ['drops a title further down', '正文。\n\n（一）工作概述\n\n下文。', '正文。\n\n下文。'],
    ['keeps a sentence that begins like the title', '工作概述如下。', '工作概述如下。'],
    [
      'drops a phrase of the plan on a line of its own',
      '知识库\n\n正文。\n知识库：\n下文。',
      '正文。\n\n下文。',
    ],
    ['keeps a phrase of the plan in a list', '- 知识库\n- 工单', '- 知识库\n- 工单'],
    ['keeps a phrase of the plan in a numbered list', '1. 知识库\n2. 工单', '1. 知识库\n2. 工单'],
    ['keeps a sentence that begins like the plan', '知识库已经建成。', '知识库已经建成。'],
    ['drops the marks of other headings', '正文。\n\n### 小标题\n下文。', '正文。\n\n小标题\n下文。'],
    ['drops carriage returns', '甲。\r\n乙。\r\n', '甲。\n乙。'],
    ['leaves at most one blank line', '甲。\n\n \n\n乙。', '甲。\n\n乙。'],
    ['drops white space around lines', '  \n　　甲。  \n　　乙。 \n', '甲。\n乙。'],
    ['keeps the indentation of a list', '- 甲\n  - 乙', '- 甲\n  - 乙'],
    [
      'keeps the numbers of a list',
      '1. 负责甲；\n2. 负责乙；\n3. 负责丙',
      '1. 负责甲；\n2. 负责乙；\n3. 负责丙',
    ],
    ['drops a full stop with which a text begins', '。\n\n正文。', '正文。'],
    ['keeps the quotation mark with which a text begins', '“正文”。', '“正文”。'],
    ['drops a comma at the end', '甲乙，', '甲乙'],
  ])('%s', (_what, text, expected) => {
    expect(clean(text, pieceLength)).toBe(expected);
  });

  it('drops a title that repeats its length from the plan, whole and piece by piece', () => {
    const text = '工作概述（约330字）\n\n正文在这里。';
    for (const pieces of [[text], [...text]]) {
      const cleaner = new TextCleaner(['工作概述']);
      const shown = pieces.map((piece) => cleaner.push(piece)).join('') + cleaner.end();
      expect(shown).toBe('正文在这里。');
    }
  });
});
