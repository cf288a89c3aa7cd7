import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  askForOutline,
  headings,
  outlineTitles,
  REPORT,
  startWriting,
  writingEnded,
} from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const MINUTES = `---
id: minutes
name: 会议纪要
fields:
  - id: date
    label: 日期
    shown: true
sections:
  - title: 会议概况
    points: [时间地点, 议题]
  - 议定事项
---
每项决定写明负责人。
`;
const BROKEN = MINUTES.replace('name: 会议纪要', 'nmae: 通知').replace('id: minutes', 'id: notice');
const NOTES = '数据治理要先统一口径。数据治理由信息部牵头，隐患排查每周一次。隐患排查的结果写进台账。\n';
const FOLDER = '.telechat/documents';

describe.skipIf(whyNoWorkbench())('Kinds of documents in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({
      'email.md': '',
      'minutes.md': '',
      'notes.txt': NOTES,
      [`${FOLDER}/minutes.md`]: MINUTES,
      [`${FOLDER}/notice.md`]: BROKEN,
    });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('writes an email by its own command, with the names that its form asks for', async () => {
    await workbench.openFile('email.md');
    const fields = { Recipient: '王经理', Sender: '信息部 李明', 'What is asked': '周五前确认排期' };
    const email = { kind: '邮件', topic: '项目进度说明', fields, points: '延期原因', length: '300' };
    await askForOutline(workbench, email, 'TeleChat: Write an Email…');
    await workbench.screenshot('kinds-1-outline');
    expect(await workbench.visibleText()).toContain('周五前确认排期');
    await write();

    const written = await workbench.save('email.md');
    expect(written.startsWith('# 项目进度说明邮件\n\n尊敬的王经理：\n\n您好！\n\n')).toBe(true);
    expect(written.trimEnd().endsWith('\n\n此致\n\n敬礼！\n\n信息部 李明')).toBe(true);
    expect(headings(written)).toEqual([]);
  });

  it("reports a broken kind in its file, and writes a workspace's own kind beside it", async () => {
    await workbench.runCommand('Problems: Focus on Problems View');
    const problems = workbench.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'nmae — there is no such entry' }).waitFor();
    await problems.filter({ hasText: 'notice.md' }).waitFor();
    expect(await problems.filter({ hasText: 'minutes.md' }).count()).toBe(0);
    await workbench.screenshot('kinds-2-problems');

    await workbench.openFile('minutes.md');
    const minutes = {
      kind: '会议纪要',
      topic: '三月例会',
      fields: { 日期: '3月5日' },
      points: '进度',
      length: '300',
    };
    await askForOutline(workbench, minutes);
    expect(await outlineTitles(workbench)).toEqual(['会议概况', '议定事项']);
    await write();

    const written = await workbench.save('minutes.md');
    expect(written.startsWith('# 三月例会会议纪要\n\n日期：3月5日\n\n## 一、会议概况\n\n')).toBe(true);
    expect(headings(written)).toEqual(['会议概况', '议定事项']);
  });

  it('writes from a selection, which keeps its place, and says what the demo model could not read of it', async () => {
    await workbench.openFile('notes.txt');
    await workbench.page.keyboard.press('Control+A');
    const report = { ...REPORT, topic: '信息化建设', points: '', length: '300', sources: 'The selection' };
    await askForOutline(workbench, report);
    const outline = await workbench.visibleText();
    for (const phrase of ['数据治理', '隐患排查']) expect(outline).toContain(phrase);
    await write();
    await workbench.notification(/Parts of the sources went into no section: notes\.txt/).waitFor();
    await workbench.screenshot('kinds-3-from-selection');

    const written = await workbench.save('notes.txt');
    expect(written.startsWith(`${NOTES}\n# 信息化建设工作总结\n\n## `)).toBe(true);
    expect(await workbench.page.getByText(/\(\d+ selected\)/).count()).toBe(0);
    expect(headings(written).length).toBeGreaterThan(2);
  });

  it('offers a kind as soon as its file is right', async () => {
    await writeFile(path.join(workbench.folder, FOLDER, 'notice.md'), BROKEN.replace('nmae', 'name'));
    await workbench.runCommand('Problems: Focus on Problems View');
    await workbench.page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
    await workbench.runCommand('TeleChat: Write a Document…');
    await workbench.pick('What kind of document?', '通知');
    await workbench.page.locator('.quick-input-title', { hasText: '通知' }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('begins a new kind with a commented file', async () => {
    await workbench.runCommand('TeleChat: New Kind of Document…');
    await workbench.answer('What is such a document called?', '调研报告');
    await workbench.tab('调研报告.md').waitFor();
    const file = await readFile(path.join(workbench.folder, FOLDER, '调研报告.md'), 'utf8');
    expect(file).toContain('name: "调研报告"');
  });

  async function write(): Promise<void> {
    await startWriting(workbench, 'Enter');
    await writingEnded(workbench);
  }
});
