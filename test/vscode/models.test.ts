import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeDemoCheckpoint } from '../support/demoCheckpoint.ts';
import { HubServer, publish } from '../support/hubServer.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const REPOSITORY = 'Tele-AI/Demo';

describe.skipIf(whyNoWorkbench())('The models of the editor', () => {
  let workbench: Workbench;
  let hub: HubServer;
  let models: string;
  let checkpoint: string;

  beforeAll(async () => {
    models = await mkdtemp(path.join(tmpdir(), 'telechat-models-'));
    process.env.TELECHAT_WRITER_MODELS = models;
    hub = await HubServer.start();
    checkpoint = await mkdtemp(path.join(tmpdir(), 'telechat-checkpoint-'));
    await writeDemoCheckpoint(checkpoint);
    const files = readdirSync(checkpoint);
    publish(
      hub,
      'huggingface',
      REPOSITORY,
      Object.fromEntries(files.map((file) => [file, readFileSync(path.join(checkpoint, file))])),
    );
    workbench = await Workbench.open({ 'notes.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(async () => {
    await workbench?.close();
    await hub?.stop();
    delete process.env.TELECHAT_WRITER_MODELS;
    for (const folder of [models, checkpoint]) await rm(folder, { recursive: true, force: true });
  });

  it('are shown in a view, which has the demo model alone at first', async () => {
    await workbench.runCommand('TeleChat: Focus on Models View');
    await line(/Demo model.*in use/).waitFor();
    await workbench.page.getByText('what it says is invented').waitFor();
    expect(await lines().count()).toBe(1);
    await workbench.screenshot('models-1-demo');
  });

  it('come from a mirror by "Get a Model…", which says what suits this machine', async () => {
    await workbench.runCommand('TeleChat: Get a Model…');
    const choices = workbench.page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'TeleChat2-3B' }).first().waitFor();
    await workbench.screenshot('models-2-releases');
    await filter('Another repository');
    await workbench.pick('Which model?', 'Another repository…');
    await workbench.pick('Where from?', 'A mirror…');
    await workbench.answer('Address of the mirror', hub.endpoint);
    await workbench.answer('Repository of a TeleChat checkpoint', REPOSITORY);
    await workbench.notification('Demo is verified and in use').waitFor();
    await line(/^Demo.*in use/, 'Demo,').waitFor();
    await workbench.screenshot('models-3-in-use');
    expect(readdirSync(path.join(models, 'Demo'))).toContain('telechat.json');
  });

  it('answer once they are in use, and the status bar says so', async () => {
    await workbench.showExplorer();
    await workbench.openFile('notes.md');
    await workbench.page.keyboard.type('# 工作总结\n\n今年以来，');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    await workbench.page.locator('.ghost-text, .ghost-text-decoration').first().waitFor();
    await workbench.runCommand('TeleChat: Status and Ghost Text…');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: /Demo on cpu/ }).waitFor();
    await workbench.screenshot('models-4-status');
    await workbench.page.keyboard.press('Escape');
  });

  it('are removed, and the demo model takes the place of one in use', async () => {
    await workbench.runCommand('TeleChat: Focus on Models View');
    const demo = line(/^Demo.*in use/, 'Demo,');
    const remove = workbench.page.getByRole('menuitem', { name: 'Remove…' });
    // The view takes the keyboard when it is shown, and with it closes a menu that is open already.
    const opened = async () => {
      if (!(await remove.isVisible())) await demo.click({ button: 'right' });
      // A menu takes no click for half a second after it opened.
      await workbench.page.waitForTimeout(1000);
      return remove.isVisible();
    };
    await expect.poll(opened, { timeout: 120_000 }).toBe(true);
    await remove.click();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('the demo model takes its place').waitFor();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await line(/Demo model.*in use/).waitFor();
    await expect.poll(() => lines().count()).toBe(1);
    await expect.poll(() => readdirSync(models)).not.toContain('Demo');
    await workbench.screenshot('models-5-removed');
  });

  function lines() {
    return workbench.page.locator('.pane:has([aria-label*="Models"]) .monaco-list-row');
  }

  function line(text: RegExp, label?: string) {
    const found = lines().filter({ hasText: text });
    return label === undefined ? found : found.and(workbench.page.locator(`[aria-label^="${label}"]`));
  }

  async function filter(text: string): Promise<void> {
    await workbench.page.locator('.quick-input-widget input[type=text]').fill(text);
  }
});
