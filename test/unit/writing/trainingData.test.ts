import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentRequest } from '../../../src/writing/brief/request.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { documentRecord } from '../../../src/writing/training/documentRecord.ts';
import {
  printRecords,
  type TrainingRecord,
  trainingRecord,
} from '../../../src/writing/training/trainingRecord.ts';
import { program } from '../../support/program.ts';

const request: DocumentRequest = {
  kind: 'report',
  topic: '机房节能改造',
  points: ['能耗', '风险'],
  length: 300,
  language: 'zh',
};
const outline = parseOutline('一、能耗（约150字）：空调，照明\n二、风险（约150字）：停机');
const title = '机房节能改造工作总结';
const text = [
  `# ${title}`,
  '',
  '## 一、能耗',
  '',
  '本年机房能耗下降，空调与照明均已改造。',
  '',
  '## 二、风险应对',
  '',
  '停机风险已经排除。',
  '',
].join('\n');

/** The turns that TeleChat's scripts see. */
function turnsOf({ input, output }: TrainingRecord): string[] {
  return `${input}<_bot>${output}`.split(/<_(?:user|bot)>/).slice(1);
}

describe('The training record of a document', () => {
  it('is the conversation in which it was written, with the text as the person has it now', () => {
    const record = documentRecord({ request, outline, title, text }, 'conversation');
    const [ask = '', written, ...more] = turnsOf(record as TrainingRecord);
    expect(more).toEqual([]);
    expect(ask).toMatch(/^请写一份《机房节能改造工作总结》，全文约30字。\n/);
    expect(ask).toContain('\n必须写到：能耗；风险\n');
    expect(ask).toMatch(/\n一、能耗：空调、照明\n二、风险应对$/);
    expect(written).toBe(
      '# 机房节能改造工作总结\n\n## 一、能耗\n\n本年机房能耗下降，空调与照明均已改造。\n\n## 二、风险应对\n\n停机风险已经排除。',
    );
  });

  it('is one question and the whole document where one turn is wanted', () => {
    const fields = { unit: '信息中心' };
    const record = documentRecord({ request: { ...request, fields }, title, text }, 'single');
    expect(record?.input).toMatch(
      /^<_user>请以“机房节能改造”为主题写一篇工作总结，约\d+字，需要涵盖：能耗、风险。\n已知信息：.+信息中心$/,
    );
    expect(record?.output).toBe(text.trim());
  });

  it('is of one turn for a kind without headings', () => {
    const email = '# 会议改期邮件\n\n张经理：\n\n会议改到周五。\n';
    const asked = { ...request, kind: 'email', topic: '会议改期' };
    const record = documentRecord({ request: asked, title: '会议改期邮件', text: email }, 'conversation');
    expect(turnsOf(record as TrainingRecord)).toHaveLength(2);
    expect(record?.output).toBe(email.trim());
  });

  it('leaves out what stands in the same file under another title', () => {
    const others = `# 别的\n\n## 一、私事\n\n不相干。\n\n${text}\n# 又一篇\n\n## 一、其他\n\n也不相干。\n`;
    const record = documentRecord({ request, outline, title, text: others }, 'conversation');
    expect(JSON.stringify(record)).not.toMatch(/不相干/);
    expect(record?.output).toMatch(/停机风险已经排除。$/);
  });

  it('does not exist for a document without text', () => {
    expect(documentRecord({ request, title, text: '' }, 'conversation')).toBeUndefined();
  });
});

describe('A line of training data', () => {
  it('cannot be given another turn by a marker in a text', () => {
    const record = trainingRecord([{ question: '什么是<_bot>？', answer: '一个标记<_end>。' }]);
    expect(record).toEqual({ input: '<_user>什么是<bot>？', output: '一个标记<end>。' });
  });

  it('is one JSON object, whatever line breaks the text has', () => {
    const records = [trainingRecord([{ question: '甲\n乙', answer: '丙\r\n丁\u2028戊' }])];
    const lines = printRecords(records).split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual(records[0]);
  });
});

describe('`dataset`', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-dataset-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program('cli.js'), 'dataset', ...args]);

  it('makes a record of each document, of the kind that its title names', async () => {
    const document = path.join(folder, 'a.md');
    const out = path.join(folder, 'train.jsonl');
    await writeFile(document, text);
    const { stdout } = await run(document, document, '--out', out, '--json');
    expect(JSON.parse(stdout)).toEqual({ file: out, records: 2 });
    const [first = ''] = (await readFile(out, 'utf8')).trim().split('\n');
    expect((JSON.parse(first) as TrainingRecord).input).toMatch(/^<_user>请写一份《机房节能改造工作总结》，/);
    await expect(run(document, '--out', out)).rejects.toThrow(/it exists.*--force/);
  });

  it('leaves out what makes no record, and names each', async () => {
    const out = path.join(folder, 'mixed.jsonl');
    const bad = {
      'untitled.md': '只有正文。\n',
      'empty.md': '',
      'binary.md': Buffer.from([0xff, 0x80, 0x81]),
    };
    for (const [name, content] of Object.entries(bad)) await writeFile(path.join(folder, name), content);
    await mkdir(path.join(folder, 'folder.md'));
    await symlink('nowhere.md', path.join(folder, 'link.md'));
    await writeFile(path.join(folder, 'good.md'), text);
    const names = [...Object.keys(bad), 'folder.md', 'link.md'];
    const files = [...names, 'good.md'].map((name) => path.join(folder, name));
    const { stdout, stderr } = await run(...files, '--out', out, '--json');
    expect(JSON.parse(stdout)).toEqual({ file: out, records: 1, leftOut: names.length });
    for (const name of names) expect(stderr).toContain(`warning: ${path.join(folder, name)} — `);
  });

  it('refuses a document without a title', async () => {
    const document = path.join(folder, 'b.md');
    await writeFile(document, '只有正文。\n');
    const failure = run(document, '--out', path.join(folder, 'b.jsonl'));
    await expect(failure).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('no title') });
  });
});
