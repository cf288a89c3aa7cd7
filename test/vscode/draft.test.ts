import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../src/writing/outline/writtenDocument.ts';
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

describe.skipIf(whyNoWorkbench())('A draft', () => {
  let workbench: Workbench;
  let finished: string;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'draft.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('is resumed where it stopped after the window was closed in mid-document', async () => {
    await workbench.openFile('draft.md');
    await askForOutline(workbench, { ...REPORT, length: '4000' });
    const titles = await outlineTitles(workbench);
    await startWriting(workbench, 'Enter');
    // The workbench backs unsaved text up after a second or two.
    await workbench.page.waitForTimeout(2500);
    await workbench.reload();

    const offer = workbench.notification(/was interrupted in section/);
    await offer.waitFor();
    await workbench.screenshot('draft-1-offered');
    await offer.getByText('Resume', { exact: true }).click();
    await progress(workbench).waitFor();
    await writingEnded(workbench);
    await workbench.screenshot('draft-2-resumed');
    await workbench.runCommand('View: Focus Active Editor Group');
    finished = await workbench.save('draft.md');
    expect(headings(finished)).toEqual(titles);
    expect(readDocument(finished).sections.every(({ body }) => body !== '')).toBe(true);
  });

  it('that is finished has its sections rewritten by the lens above them, and one undo brings the old text back', async () => {
    await workbench.page.keyboard.press('Control+Home');
    await clickLens('Rewrite this section');
    await writingEnded(workbench);
    await workbench.screenshot('draft-3-rewritten');
    const rewritten = await workbench.save('draft.md');
    const [before, after] = [readDocument(finished).sections, readDocument(rewritten).sections];
    expect(after.map(({ title }) => title)).toEqual(before.map(({ title }) => title));
    expect(after[0]?.body).not.toBe(before[0]?.body);
    expect(after[0]?.body).not.toBe('');
    expect(after.slice(1).map(({ body }) => body)).toEqual(before.slice(1).map(({ body }) => body));
    await workbench.undo();
    expect(await workbench.save('draft.md')).toBe(finished);
  });

  /** A lens that the workbench is about to renew does nothing when it is clicked. */
  async function clickLens(title: string): Promise<void> {
    await workbench.page.waitForTimeout(2000);
    await workbench.page.getByText(title).first().click();
    await progress(workbench).waitFor();
  }

  it('that is finished has a section made longer: what it says stays', async () => {
    await workbench.page.keyboard.press('Control+Home');
    await clickLens('Make longer');
    await writingEnded(workbench);
    const [before] = readDocument(finished).sections;
    const [after] = readDocument(await workbench.save('draft.md')).sections;
    expect(after?.body.startsWith(before?.body ?? '-')).toBe(true);
    expect(after?.body.length).toBeGreaterThan(before?.body.length ?? 0);
  });
});
