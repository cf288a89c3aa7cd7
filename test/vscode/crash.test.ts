import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askForOutline, headings, REPORT, startWriting, writingEnded } from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

describe.skipIf(whyNoWorkbench())('When the sidecar is killed in mid-section', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'first.md': '', 'second.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('keeps the text, says so once, and serves the next request', async () => {
    await workbench.openFile('first.md');
    await askForOutline(workbench, { ...REPORT, length: '3000' });
    await startWriting(workbench, 'Enter');
    const shown = await workbench.visibleText();
    const sidecars = await workbench.sidecars();
    expect(sidecars).toHaveLength(1);
    for (const pid of sidecars) process.kill(pid, 'SIGKILL');

    await writingEnded(workbench);
    await workbench.notification(/Show Log/).waitFor();
    await workbench.screenshot('6-killed');
    expect(await workbench.notification(/./).count()).toBe(1);
    const kept = await workbench.save('first.md');
    expect(headings(kept).length).toBeGreaterThanOrEqual(1);
    expect(compact(kept)).toContain(compact(shown));
    await workbench.runCommand('Notifications: Clear All Notifications');

    await workbench.openFile('second.md');
    await askForOutline(workbench, REPORT);
    await startWriting(workbench, 'Enter');
    await writingEnded(workbench);
    expect(headings(await workbench.save('second.md')).length).toBeGreaterThanOrEqual(2);
    expect(await workbench.sidecars()).not.toEqual(sidecars);
  });
});

/** Text without what the screen breaks differently than the file. */
function compact(text: string): string {
  return text.replace(/\s+/g, '');
}
