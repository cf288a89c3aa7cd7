import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE } from '../support/exportSample.ts';
import { unzip } from '../support/unzip.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

describe.skipIf(whyNoWorkbench())('Exporting a document in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'report.md': SAMPLE, 'plain.md': '没有标题的正文。\n' });
  });

  afterEach(async ({ task }) => {
    await workbench.explainFailure(task);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  afterAll(() => workbench?.close());

  it('proposes a name beside the document, writes it, and offers to show it', async () => {
    await workbench.openFile('report.md');
    await exportAs('Word', 'report.docx');
    await workbench.notification('Exported to report.docx').waitFor();
    await workbench.screenshot('7-exported');
    expect(await workbench.notification('Show in Explorer').count()).toBe(1);
    expect((await unzip(await file('report.docx'))).get('word/document.xml')).toContain('智慧社区');
    expect(await exported()).toEqual(['report.docx']);
  });

  it('exports what is in the editor, saved or not', async () => {
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.insertText('\n\n## 四、补充\n\n尚未保存的一句。\n');
    await exportAs('PowerPoint', 'report.pptx');
    await workbench.notification('Exported to report.pptx').waitFor();
    const slides = [...(await unzip(await file('report.pptx'))).entries()].filter(([name]) =>
      /^ppt\/slides\/slide/.test(name),
    );
    expect(slides.some(([, xml]) => xml.includes('尚未保存的一句'))).toBe(true);
  });

  it('asks before it replaces a file', async () => {
    await writeFile(path.join(workbench.folder, 'report.docx'), 'mine');
    await exportAs('Word', 'report.docx');
    const question = workbench.page.locator('.quick-input-widget', { hasText: 'already exists' });
    await question.waitFor();
    // The first Escape takes back the question, the second the dialog.
    await workbench.page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    expect((await file('report.docx')).toString()).toBe('mine');
  });

  it('says why a document without headings makes no slides', async () => {
    await workbench.openFile('plain.md');
    await exportAs('PowerPoint', 'plain.pptx');
    await workbench.notification('it has no heading').waitFor();
    expect(await exported()).not.toContain('plain.pptx');
  });

  /** Runs the command, and accepts the style and the name that it proposes. */
  async function exportAs(program: 'Word' | 'PowerPoint', proposed: string): Promise<void> {
    await workbench.runCommand(`TeleChat: Export as ${program}…`);
    if (program === 'Word') {
      await workbench.page.locator('.quick-input-widget', { hasText: 'Official Document' }).waitFor();
      await workbench.page.keyboard.press('Enter');
    }
    const name = workbench.page.locator('.quick-input-widget input[type=text]');
    await expect.poll(() => name.inputValue(), { timeout: 120_000 }).toMatch(new RegExp(`/${proposed}$`));
    await workbench.page.keyboard.press('Enter');
  }

  function file(name: string): Promise<Buffer> {
    return readFile(path.join(workbench.folder, name));
  }

  async function exported(): Promise<string[]> {
    return (await readdir(workbench.folder)).filter((name) => !name.endsWith('.md')).sort();
  }
});
