import { describe, expect, it } from 'vitest';
import { splitPassages } from '../../../src/writing/brief/passages.ts';
import { validateRequest } from '../../../src/writing/brief/request.ts';
import { type Draft, DraftRecorder, parseDraft } from '../../../src/writing/draft/draft.ts';
import { passagesGivenAt } from '../../../src/writing/draft/givenPassages.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { writeAsked } from '../../support/askedDocument.ts';
import { continuingWriter } from '../support/prose.ts';
import { ScriptedEngine } from '../support/scriptedEngine.ts';

const KNOWLEDGE = '知识库本季度新增条目一千二百条。';
const ORDERS = '工单流转平均用时由四小时降到一小时。';
const sources = [{ name: '年报.docx', text: `${KNOWLEDGE}\n\n${ORDERS}` }];
const outline = parseOutline('一、知识库建设（约200字）：知识库条目\n二、工单流转（约200字）：平均用时');
const request = { kind: 'report', topic: '客服升级', points: ['知识库'], length: 400, sources };
const never = new AbortController().signal;

async function written(): Promise<Draft> {
  const recorder = new DraftRecorder(
    {
      formatVersion: 1,
      id: 'd1',
      title: '客服升级工作总结',
      state: 'writing',
      request: { ...validateRequest(request), language: 'zh' },
      outline,
      written: { bodies: [] },
      place: 'untitled:Untitled-1',
      savedAt: '2026-01-01T00:00:00.000Z',
    },
    () => undefined,
  );
  const engine = new ScriptedEngine(continuingWriter(1), 160_000, true);
  for await (const event of writeAsked(engine, request, outline, never)) recorder.follow(event);
  return parseDraft(JSON.stringify(recorder.draft), 'd.json');
}

describe('a draft that was written from sources', () => {
  const document = `# 客服升级工作总结\n\n前言。\n\n## 一、知识库建设\n\n工单流转快了。\n\n## 附录\n\n无。\n`;

  it('knows what each section was given, the passage most like a paragraph first', async () => {
    const draft = await written();
    expect(draft.given?.map(({ section, passages }) => [section, passages.length])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(passagesGivenAt(draft, document, document.indexOf('流转快'))).toEqual([
      { source: '年报.docx', text: ORDERS },
      { source: '年报.docx', text: KNOWLEDGE },
    ]);
  });

  it('says nothing of what it did not write', async () => {
    const draft = await written();
    expect(passagesGivenAt(draft, document, document.indexOf('前言'))).toEqual([]);
    expect(passagesGivenAt(draft, document, document.indexOf('无。'))).toEqual([]);
  });
});

describe('a long table in a source', () => {
  it('is cut between rows, and its head stands above each piece', () => {
    const head = '## 销售\n| 月份 | 金额 |\n| --- | --- |';
    const rows = Array.from({ length: 60 }, (_, index) => `| ${index + 1}月 | ${1000 + index} |`);
    const pieces = splitPassages(`${head.replace('\n', '\n\n')}\n${rows.join('\n')}\n\n结论。`);
    expect(pieces.at(-1)).toBe('结论。');
    const tables = pieces.slice(0, -1);
    expect(tables.length).toBeGreaterThan(1);
    for (const piece of tables) expect(piece.startsWith(`${head}\n| `) && piece.length <= 400).toBe(true);
    expect(tables.flatMap((piece) => piece.split('\n').slice(3))).toEqual(rows);
  });
});
