import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/writing/check/checkDocument.ts';
import { printReport } from '../../../src/writing/check/printReport.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';

const outline = parseOutline('一、概述（约20字）\n二、问题（约30字）\n三、计划（约50字）');
const PARAGRAPH = '本季度完成知识库整理，新增条目一千二百条，命中率达到九成。';
const document = [
  '# 客服升级工作总结',
  '## 一、概述',
  PARAGRAPH,
  '## 三、计划',
  PARAGRAPH.replace('九成', '八成'),
  '## 二、问题',
  '',
  '## 附录',
  '联系人：××，<_end>',
].join('\n\n');

describe('checkDocument', () => {
  const report = checkDocument(document, { outline, length: 100 });

  it('counts each section against what the outline gives it', () => {
    expect(report.sections).toEqual([
      { title: '概述', characters: 26, asked: 20 },
      { title: '计划', characters: 26, asked: 50 },
      { title: '问题', characters: 0, asked: 30 },
      { title: '附录', characters: 4 },
    ]);
    expect(report).toMatchObject({ characters: 75, asked: 100, coverage: { planned: 3, present: 2 } });
    expect(report.lengthScore).toBeCloseTo(83.3, 1);
  });

  it('finds what is wrong, with the line where it is', () => {
    expect(report.problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['repeatedParagraph', 9],
      ['emptySection', 11],
      ['extraHeading', 15],
      ['leftoverMarker', 17],
      ['placeholder', 17],
    ]);
  });

  it('names a planned heading that is missing', () => {
    const { problems, coverage } = checkDocument('## 一、概述\n\n文字。', { outline });
    expect(problems).toEqual([
      { kind: 'missingHeading', text: '问题' },
      { kind: 'missingHeading', text: '计划' },
    ]);
    expect(coverage).toEqual({ planned: 3, present: 1 });
  });

  it('says nothing about what it does not know', () => {
    const bare = checkDocument('## 一、概述\n\n文字。');
    expect(bare).not.toHaveProperty('asked');
    expect(bare).not.toHaveProperty('coverage');
    expect(bare.problems).toEqual([]);
  });

  it.each(['', '\n\n', '没有标题的文字', '```\n## 不是标题\n```'])('takes %j', (text) => {
    expect(checkDocument(text).sections).toEqual([]);
  });

  it('measures repetition in percent', () => {
    expect(checkDocument('甲乙丙丁甲乙丙丁')).toMatchObject({ rep2: 42.9, rep3: 33.3, rep4: 20 });
  });
});

describe('printReport', () => {
  it('is Markdown that a person reads', () => {
    const text = printReport(checkDocument(document, { outline, length: 100 }), 'a.md');
    expect(text).toContain('- 75 characters of 100 asked for: length score 83.3 of 100');
    expect(text).toContain('| 概述 | 26 | 20 |');
    expect(text).toContain('- line 17: a marker left over from the model: \\<\\_end\\>');
  });

  it('links the lines where the document is a file', () => {
    const report = checkDocument(document, { outline });
    expect(printReport(report, 'a.md', (line) => `file:///a.md#L${line}`)).toContain(
      '[line 11](file:///a.md#L11): a section without text: 问题',
    );
  });
});
