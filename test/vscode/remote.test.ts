import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import type { Service } from '../../src/service/service.ts';
import {
  askForOutline,
  headings,
  outlineTitles,
  REPORT,
  startWriting,
  writingEnded,
} from '../support/documentForm.ts';
import { demoEngine, serve } from '../support/service.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const TOKEN = 'secret-of-the-server';
const BEGINNING = '# 移动办公应用工作总结\n\n## 一、工作概述\n\n为扎实推进移动办公应用，';

describe.skipIf(whyNoWorkbench())('A server instead of this machine', () => {
  let workbench: Workbench;
  let engine: SidecarEngine;
  let server: Service;

  beforeAll(async () => {
    engine = demoEngine();
    server = await serve(engine, { token: TOKEN });
    workbench = await Workbench.open({ 'asked.md': BEGINNING, 'report.md': '' }, [], {
      'telechat.engine': 'remote',
      'telechat.remote.url': `${server.url}/v1`,
    });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(async () => {
    await workbench?.close();
    await server?.close();
    await engine?.dispose();
  });

  it('that asks for a key is named, with the command that takes one', async () => {
    await workbench.openFile('asked.md');
    await workbench.page.keyboard.press('Control+End');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    const failure = workbench.notification(/asks for a key.*TeleChat: Set Remote Key…/);
    await failure.waitFor();
    expect(await failure.textContent()).toContain(new URL(server.url).host);
    await workbench.screenshot('remote-1-no-key');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('gets the key, which is kept out of the settings and the log', async () => {
    await workbench.runCommand('TeleChat: Set Remote Key…');
    await workbench.answer('sent to this server alone', TOKEN);
    await workbench.notification(/was saved in VS Code’s secret storage/).waitFor();
    expect(await workbench.log()).not.toContain(TOKEN);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('continues the text', async () => {
    await workbench.tab('asked.md').click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    await workbench.page.locator('.ghost-text-decoration').first().waitFor();
    await workbench.screenshot('remote-2-ghost-text');
  });

  it('writes a whole document, and no model is loaded on this machine', async () => {
    await workbench.openFile('report.md');
    await askForOutline(workbench, REPORT);
    const titles = await outlineTitles(workbench);
    await startWriting(workbench, 'Enter');
    await writingEnded(workbench);
    const written = await workbench.save('report.md');
    expect(headings(written)).toEqual(titles);
    expect(titles.length).toBeGreaterThan(2);
    expect(await workbench.sidecars()).toEqual([]);
    expect(await workbench.log()).not.toContain(TOKEN);
    await workbench.screenshot('remote-3-document');
  });

  it('answers in the chat', async () => {
    await workbench.runCommand('TeleChat: New Conversation');
    await chat().locator('.input-area textarea').fill('你能做什么？');
    await chat().locator('.input-area textarea').press('Enter');
    await chat().locator('.turn').last().getByRole('button', { name: 'Regenerate' }).waitFor();
    expect(await chat().locator('.answer-text').first().textContent()).toContain('演示模型');
    await workbench.screenshot('remote-4-chat');
  });

  it('that is gone is named, with what to do, and nothing of the text is lost', async () => {
    await server.close();
    await workbench.tab('report.md').click();
    const before = await workbench.save('report.md');
    await workbench.page.keyboard.press('Control+End');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    const failure = workbench.notification(/nothing answers there/);
    await failure.waitFor();
    expect(await failure.textContent()).toContain('telechat.remote.url');
    await workbench.screenshot('remote-5-gone');
    expect(await workbench.save('report.md')).toBe(before);
  });

  function chat(): FrameLocator {
    return workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }
});
