import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countCharacters } from '../../src/writing/text/measure.ts';
import {
  askForOutline,
  headings,
  outlineTitles,
  progress,
  REPORT,
  startWriting,
  writingEnded,
} from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

/** Long enough that every test can act while the text still streams, and that a slow window shows it in many steps. */
const LONG = { ...REPORT, length: '3000' };
const NOTES = '# 笔记\n\n\n尾注：\n';
const PLACE = { line: 2 };

/** Most memory that a process has had, as Linux says it. */
async function peakMemory(pid: number): Promise<string> {
  return /VmHWM:\s*(.+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 'unknown';
}

describe.skipIf(whyNoWorkbench())('Writing a document in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const files = { 'report.md': NOTES, 'typing.md': NOTES, 'cancel.md': NOTES, 'locked.md': NOTES };
    workbench = await Workbench.open(files, [], { 'files.readonlyInclude': { '**/locked.md': true } });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('follows the edited outline, streams, and is undone in one step', async () => {
    await openAtPlace('report.md');
    // A busy window takes seconds for an edit and joins what arrives meanwhile; the length gives it time for its steps.
    await askForOutline(workbench, { ...LONG, length: '5000' });
    await workbench.screenshot('1-outline');
    await editOutline();
    const titles = await outlineTitles(workbench);
    expect(titles).toContain('总体情况');
    expect(titles).toContain('后续保障');
    await workbench.screenshot('2-outline-edited');

    const steps = await workbench.countSteps();
    const accepted = Date.now();
    await startWriting(workbench, 'Control+Enter');
    const first = Date.now();
    await workbench.screenshot('3-writing');
    await writingEnded(workbench);
    const finished = Date.now();
    expect(await steps()).toBeGreaterThanOrEqual(20);
    await workbench.screenshot('4-written');

    const written = await workbench.save('report.md');
    const characters = countCharacters(written);
    console.log(`First characters on the screen ${first - accepted} ms after the outline was accepted`);
    console.log(
      `${characters} characters, ${Math.round((1000 * characters) / (finished - accepted))} a second`,
    );
    for (const pid of await workbench.sidecars()) console.log(`Sidecar: ${await peakMemory(pid)} at most`);
    expect(headings(written)).toEqual(titles);
    expect(written.startsWith('# 笔记\n\n')).toBe(true);
    expect(written.endsWith('尾注：\n')).toBe(true);

    await workbench.undo();
    expect(await workbench.save('report.md')).toBe(NOTES);
  });

  it('leaves alone what a person types elsewhere while it streams', async () => {
    await openAtPlace('typing.md');
    await askForOutline(workbench, LONG);
    await startWriting(workbench, 'Enter');
    await workbench.page.keyboard.press('Control+End');
    const typed = '这一行是人在写作途中打的字';
    for (const character of typed) await workbench.page.keyboard.insertText(character);
    await expect.poll(() => progress(workbench).count()).toBe(1);
    await writingEnded(workbench);

    const written = await workbench.save('typing.md');
    expect(written.endsWith(`尾注：\n${typed}`)).toBe(true);
    expect(headings(written).length).toBeGreaterThanOrEqual(3);
    await saysNoMore();
  });

  it('keeps the finished text when it is cancelled in mid-section', async () => {
    // The document before may have left facts to be filled in, which a message says.
    await workbench.runCommand('Notifications: Clear All Notifications');
    await openAtPlace('cancel.md');
    await askForOutline(workbench, LONG);
    const titles = await outlineTitles(workbench);
    await startWriting(workbench, 'Enter');
    await progress(workbench).hover();
    await progress(workbench).getByText('Cancel', { exact: true }).click();
    await writingEnded(workbench);
    await workbench.screenshot('5-cancelled');

    const kept = await workbench.save('cancel.md');
    expect(headings(kept).length).toBeGreaterThanOrEqual(1);
    expect(headings(kept).length).toBeLessThan(titles.length);
    expect(kept.length).toBeGreaterThan(NOTES.length);
    expect(kept.endsWith('尾注：\n')).toBe(true);
    await saysNoMore();
    await workbench.page.waitForTimeout(2000);
    expect(await workbench.save('cancel.md')).toBe(kept);
  });

  it('says of a read-only document that it takes no text', async () => {
    await openAtPlace('locked.md');
    await askForOutline(workbench, LONG);
    await workbench.page.keyboard.press('Enter');
    await workbench.notification(/the document — it takes no text; see whether it is read-only/).waitFor();
    expect(await workbench.visibleText()).toBe(NOTES);
  });

  it('activates at once: nothing native is loaded before the first use', async () => {
    const [, milliseconds] = /activated in ([\d.]+) ms/.exec(await workbench.log()) ?? [];
    console.log(`Extension activation: ${milliseconds} ms`);
    expect(Number(milliseconds)).toBeLessThan(250);
  });

  /** The notification of the progress comes and goes as it is drawn anew; a message of a failure would stay. */
  async function saysNoMore(): Promise<void> {
    const others = workbench.notification(/^(?!.*to be filled in)/s);
    await expect.poll(() => others.allInnerTexts()).toEqual([]);
  }

  async function openAtPlace(name: string): Promise<void> {
    await workbench.openFile(name);
    await workbench.page.keyboard.press('Control+Home');
    for (let line = 0; line < PLACE.line; line++) await workbench.page.keyboard.press('ArrowDown');
  }

  /** Renames the first section and adds one at the end, as a person does it with the keyboard. */
  async function editOutline(): Promise<void> {
    const { keyboard } = workbench.page;
    await keyboard.press('Control+End');
    await keyboard.insertText('九、后续保障（约120字）：组织领导，经费保障');
    await keyboard.press('Control+Home');
    await keyboard.press('Shift+End');
    await keyboard.insertText('一、总体情况（约200字）：知识库建设');
  }
});
