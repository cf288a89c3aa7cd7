import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packGuestExtension } from '../support/guestExtension.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

/** What another extension does with TeleChat; it writes down what came of it. */
const ASK = `
  const [model] = await vscode.lm.selectChatModels({ vendor: 'telechat' });
  const result = { found: Boolean(model) };
  const { window, workspace, CancellationTokenSource, LanguageModelChatMessage } = vscode;
  try {
    result.maxInputTokens = model.maxInputTokens;
    result.tokens = await model.countTokens('你好');
    const ask = (cancel) => model.sendRequest([LanguageModelChatMessage.User('你能做什么？')], {}, cancel.token);
    const response = await ask(new CancellationTokenSource());
    result.pieces = 0;
    result.text = '';
    for await (const piece of response.text) {
      result.pieces++;
      result.text += piece;
    }
    const cancel = new CancellationTokenSource();
    const cancelled = await ask(cancel);
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

describe.skipIf(whyNoWorkbench())('TeleChat as a language model of VS Code', () => {
  let workbench: Workbench;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-guest-'));
    const guest = path.join(folder, 'guest.vsix');
    await packGuestExtension(guest, 'asker', 'Guest: Ask the Language Model', ASK);
    workbench = await Workbench.open({ 'note.md': '' }, [guest]);
  });

  afterAll(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
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
    expect(result.beforeCancel.length).toBeLessThan(result.text.length);
  });
});
