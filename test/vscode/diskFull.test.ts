import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Draft } from '../../src/writing/draft/draft.ts';
import { readDocument } from '../../src/writing/outline/writtenDocument.ts';
import { askForOutline, outlineTitles, REPORT, startWriting, writingEnded } from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

/** As many as are kept, and some more. */
const DRAFTS = 33;
const KEPT = 30;

describe.skipIf(whyNoWorkbench())('The drafts on the disk', () => {
  let workbench: Workbench;
  let folder: string;
  let disk: string | undefined;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'first.md': '', 'second.md': '', 'third.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(async () => {
    unmount();
    await workbench?.close();
  });

  function unmount(): void {
    if (disk) spawnSync('umount', [disk]);
    disk = undefined;
  }

  async function write(name: string): Promise<void> {
    await workbench.openFile(name);
    await askForOutline(workbench, REPORT);
    const titles = await outlineTitles(workbench);
    await startWriting(workbench, 'Enter');
    await writingEnded(workbench);
    const { sections } = readDocument(await workbench.save(name));
    expect(sections.map(({ title }) => title)).toEqual(titles);
    expect(sections.every(({ body }) => body !== '')).toBe(true);
  }

  async function draftsOf(place: string): Promise<Draft[]> {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    return texts.map((text): Draft => JSON.parse(text)).filter((draft) => draft.place.endsWith(place));
  }

  it('that is full: the document is whole in the editor, and it is said once that it has no copy', async ({
    skip,
  }) => {
    await write('first.md');
    const [stored = ''] = await workbench.storedFiles('drafts');
    folder = path.dirname(stored);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]);
    if (status !== 0) skip('only root on Linux can make a disk as small as this test needs');
    disk = folder;
    await writeFile(path.join(folder, 'filler'), new Uint8Array(4096));
    await write('second.md');
    await workbench.notification(/the copy of the draft — the disk is full; save its document/).waitFor();
    await expect
      .poll(() => workbench.notification(/^(?!.*to be filled in)/s).count(), { timeout: 60_000 })
      .toBe(1);
    await workbench.screenshot('disk-full');
    await expect.poll(() => readdir(folder), { timeout: 60_000 }).toEqual(['filler']);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('are the latest thirty, also when there were more', async () => {
    unmount();
    const [draft] = await draftsOf('first.md');
    for (let copy = 0; copy < DRAFTS; copy++) {
      const id = randomUUID();
      await writeFile(
        path.join(folder, `${id}.json`),
        JSON.stringify({ ...draft, id, savedAt: '2020-01-01' }),
      );
    }
    await workbench.reload();
    await write('third.md');
    await expect.poll(() => draftsOf('third.md'), { timeout: 60_000 }).toMatchObject([{ state: 'finished' }]);
    await expect.poll(() => draftsOf('.md'), { timeout: 60_000 }).toHaveLength(KEPT);
  });
});
