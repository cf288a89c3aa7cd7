import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { documentKinds } from '../../src/writing/documents/index.ts';
import { packGuestExtension } from '../support/guestExtension.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

/** Answered in four lines or more. */
const OUTLINE =
  '请为主题“智能客服系统升级”的工作总结拟定写作大纲，全文约1200字。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。';

/** What another extension does with TeleChat; it writes down what came of it. */
const ASK = `
  const [model] = await vscode.lm.selectChatModels({ vendor: 'telechat' });
  const result = { found: Boolean(model) };
  const { window, workspace, CancellationTokenSource, LanguageModelChatMessage } = vscode;
  try {
    result.maxInputTokens = model.maxInputTokens;
    result.tokens = await model.countTokens('你好');
    const ask = (question, cancel) =>
      model.sendRequest([LanguageModelChatMessage.User(question)], {}, cancel.token);
    const response = await ask('你能做什么？', new CancellationTokenSource());
    result.pieces = 0;
    result.text = '';
    for await (const piece of response.text) {
      result.pieces++;
      result.text += piece;
    }
    const cancel = new CancellationTokenSource();
    const cancelled = await ask(${JSON.stringify(OUTLINE)}, cancel);
    result.beforeCancel = '';
    try {
      for await (const piece of cancelled.text) {
        result.beforeCancel += piece;
        cancel.cancel();
      }
    } catch (error) {
      result.cancelled = error.name + error.message;
    }
  } catch (error) {
    result.error = String(error);
  }
  const file = vscode.Uri.joinPath(workspace.workspaceFolders[0].uri, 'result.json');
  await workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(result)));
`;

describe.skipIf(whyNoWorkbench())('TeleChat in VS Code’s own chat, model picker and walkthroughs', () => {
  let workbench: Workbench;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-guest-'));
    const guest = path.join(folder, 'guest.vsix');
    await packGuestExtension(guest, 'asker', 'Guest: Ask the Language Model', ASK);
    // A model that calls no tools is offered where questions are asked, not where an agent works.
    const settings = { 'chat.disableAIFeatures': false, 'chat.agent.enabled': false };
    workbench = await Workbench.open({ 'note.md': '' }, [guest], settings);
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has a walkthrough for the first start, whose buttons do what they say', async () => {
    const { page } = workbench;
    await workbench.openFile('note.md');
    const listed = page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Start with TeleChat Writer',
    });
    // The list has the walkthroughs that were known when it was opened; the first time asks for those of extensions.
    const isListed = async () => {
      await workbench.runCommand('Welcome: Open Walkthrough...');
      await page.locator('.quick-input-widget input[placeholder*="Select a walkthrough"]').waitFor();
      return listed.waitFor({ timeout: 3000 }).then(
        () => true,
        () => page.keyboard.press('Escape').then(() => false),
      );
    };
    await expect.poll(isListed, { timeout: 120_000 }).toBe(true);
    await listed.click();
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await expect
      .poll(() => steps.count(), { timeout: 60_000 })
      .toBe(manifest.contributes.walkthroughs[0]?.steps.length);
    await workbench.screenshot('vscode-chat-3-walkthrough');
    await steps.first().click();
    await steps.first().locator('.monaco-button').first().click();
    await page.locator('.quick-input-widget').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.getting-started-step .codicon-getting-started-step-checked').first().waitFor();
  });

  it('counts tokens, streams an answer and can be cancelled, for another extension', async () => {
    await workbench.runCommand('Guest: Ask the Language Model');
    const allow = workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Allow' });
    await workbench.page.addLocatorHandler(allow, () => allow.click());
    const file = path.join(workbench.folder, 'result.json');
    await expect
      .poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 120_000 })
      .not.toBe('')
      .catch((error) => workbench.screenshot('failed-language-model').then(() => Promise.reject(error)));
    const result = JSON.parse(await readFile(file, 'utf8'));
    expect(result.error).toBeUndefined();
    expect(result.text).toContain('演示模型');
    expect(result.pieces).toBeGreaterThan(5);
    expect(result.tokens).toBeGreaterThan(0);
    expect(result.maxInputTokens).toBe(6144);
    expect(result.beforeCancel).not.toContain('四、');
  });

  it('is a model to choose, and a participant with a command for each kind of document', async () => {
    const { page } = workbench;
    await workbench.runCommand('Chat: Manage Language Models');
    const model = page.locator('.monaco-table .monaco-list-row', { hasText: 'TeleChat' }).first();
    await model.waitFor();
    // A dialog that has just come does not hear the key yet.
    const isOpen = () => page.keyboard.press('Escape').then(() => model.isVisible());
    await expect.poll(isOpen, { timeout: 60_000 }).toBe(false);
    await workbench.runCommand('Chat: Open Chat');
    await page.locator('[aria-label="Models, TeleChat"]').first().waitFor();

    await page.keyboard.type('@telechat ');
    await page.keyboard.type('/', { delay: 100 });
    const offered = page.locator('.suggest-widget .monaco-list-row');
    for (const kind of documentKinds) await offered.filter({ hasText: kind.id }).first().waitFor();
    await workbench.screenshot('vscode-chat-1-commands');
    await page.keyboard.type('email 项目例会通知', { delay: 50 });
    await page.keyboard.press('Enter');
    const answers = page.locator('.interactive-response');
    await expect
      .poll(() => answers.last().textContent(), { timeout: 120_000 })
      // What an email ends with is printed by the program, last of all.
      .toMatch(/项目例会通知.*敬礼/s);
    await answers.last().locator('.codicon-thumbsup').waitFor();
    await workbench.screenshot('vscode-chat-2-email');

    // The participant stays named for the next question.
    await page.locator('.interactive-input-part .monaco-editor').first().click();
    await page.keyboard.type('你能做什么？', { delay: 30 });
    await page.keyboard.press('Enter');
    await expect.poll(() => answers.last().textContent(), { timeout: 120_000 }).toContain('演示模型');
  });
});
