import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/writing/outline/writtenDocument.ts';
import { askForOutline, REPORT, startWriting, writingEnded } from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const COMMAND = 'TeleChat: Export Finished Documents for Fine-Tuning…';

describe.skipIf(whyNoWorkbench())('Training data from finished documents', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'draft.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('are not to be had before a document is finished, and the message says so', async () => {
    await workbench.runCommand(COMMAND);
    await workbench.notification('there is no finished document').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('are shown for review after the person agreed and chose, and nothing is written to the folder', async () => {
    await workbench.openFile('draft.md');
    await askForOutline(workbench, { ...REPORT, length: '300' });
    await startWriting(workbench, 'Enter');
    await writingEnded(workbench);
    await workbench.runCommand('View: Focus Active Editor Group');
    const document = readDocument(await workbench.save('draft.md'));

    await workbench.runCommand(COMMAND);
    await workbench.page.locator('.monaco-dialog-box', { hasText: 'nothing is sent' }).waitFor();
    await workbench.screenshot('training-1-consent');
    await workbench.page.locator('.monaco-dialog-box').getByText('Choose Documents…').click();
    const row = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: document.title });
    await row.click();
    await workbench.screenshot('training-2-documents');
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('How should a document be asked for?', 'Conversation');
    await workbench.notification('Records of training data: 1').waitFor();
    await expect.poll(() => workbench.visibleText(), { timeout: 60_000 }).toMatch(/^\{"input":"<_user>/);
    await workbench.screenshot('training-3-preview');
    expect(await readdir(workbench.folder)).toEqual(['draft.md']);
  });

  it('are written where the person says', async () => {
    await workbench.notification('Records of training data: 1').getByText('Save As…').click();
    const name = workbench.page.locator('.quick-input-widget input[type=text]');
    await expect.poll(() => name.inputValue(), { timeout: 120_000 }).toMatch(/\/workspace\/[^/]+\.jsonl$/);
    await workbench.screenshot('training-4-save-as');
    const saved = path.join(workbench.folder, path.basename(await name.inputValue()));
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => readFile(saved, 'utf8').catch(() => ''), { timeout: 60_000 }).toMatch(/\n$/);
    const [line = '', ...rest] = (await readFile(saved, 'utf8')).trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(Object.keys(JSON.parse(line))).toEqual(['input', 'output']);
    expect(JSON.parse(line).input).toContain(REPORT.topic);
  });
});
