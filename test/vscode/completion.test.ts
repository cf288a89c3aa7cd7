import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const HEAD = '# 移动办公应用工作总结\n\n## 一、工作概述\n\n';
const BEGINNING = '为扎实推进移动办公应用，';
const FENCE = '```\n为扎实推进移动办公应用，\n```\n';

describe.skipIf(whyNoWorkbench())('Ghost text while typing', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({
      'whole.md': HEAD,
      'words.md': HEAD,
      'fence.md': `${HEAD}${FENCE}`,
      'edits.md': HEAD,
      'composed.md': HEAD,
      'asked.md': `${HEAD}${BEGINNING}`,
      'paused.md': HEAD,
    });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name}`);
  });

  afterAll(() => workbench?.close());

  it('begins once a person has typed a little, and is accepted as a whole, ending with a sentence', async () => {
    await openAtEnd('whole.md');
    await logSays(/activated in/);
    expect(await workbench.log()).not.toContain('sidecar started');
    await workbench.page.keyboard.type(BEGINNING, { delay: 50 });
    await ghostText();
    await logSays(/sidecar started/);
    await workbench.screenshot('completion-1-ghost-text');
    const text = await accept('whole.md', 'Tab');
    expect(text.slice(BEGINNING.length).length).toBeGreaterThan(3);
    expect(text.trimEnd()).toMatch(/[。！？”）]$/);
  });

  it('is accepted word by word, Chinese words too, and the rest stays', async () => {
    await openAtEnd('words.md');
    await workbench.page.keyboard.type(BEGINNING, { delay: 30 });
    const whole = await ghostText();
    const beyond = async (key: string) => (await accept('words.md', key)).slice(BEGINNING.length);
    const first = await beyond('Control+ArrowRight');
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThanOrEqual(4);
    expect(whole.startsWith(first)).toBe(true);
    expect(await ghostText()).toBe(whole.slice(first.length));
    const two = await beyond('Control+ArrowRight');
    expect(two.length).toBeGreaterThan(first.length);
    expect(whole.startsWith(two)).toBe(true);
    expect(await beyond('Tab')).toBe(whole);
  });

  it('makes one request of two quick edits, and none of a deletion or an undo', async () => {
    await openAtEnd('edits.md');
    const before = await requests();
    await workbench.page.keyboard.insertText('围绕移动办');
    await workbench.page.keyboard.insertText('公应用，');
    await ghostText();
    expect(await requests()).toBe(before + 1);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.press('Control+Z');
    await workbench.page.waitForTimeout(2500);
    expect(await requests()).toBe(before + 1);
  });

  it('does not come while an input method composes, but after its word', async () => {
    await openAtEnd('composed.md');
    await workbench.page.keyboard.insertText('为扎实');
    await ghostText();
    const before = await requests();
    const session = await workbench.page.context().newCDPSession(workbench.page);
    for (const letters of ['t', 'tu', 'tui', "tui'j", "tui'jin"]) {
      const at = letters.length;
      await session.send('Input.imeSetComposition', { text: letters, selectionStart: at, selectionEnd: at });
      await workbench.page.waitForTimeout(100);
    }
    expect(await requests()).toBe(before);
    await session.send('Input.insertText', { text: '推进' });
    await session.detach();
    await ghostText();
    expect(await workbench.visibleText()).not.toContain('tui');
  });

  it('does not come in a code fence', async () => {
    await workbench.openFile('fence.md');
    await workbench.page.keyboard.press('Control+End');
    for (let line = 0; line < 2; line++) await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press('End');
    const before = await requests();
    await workbench.page.keyboard.type('统筹', { delay: 50 });
    await workbench.page.waitForTimeout(2500);
    expect(await workbench.page.locator('.ghost-text, .ghost-text-decoration').count()).toBe(0);
    expect(await requests()).toBe(before);
  });

  it('comes at once when it is called for, and says so where there is nothing to suggest', async () => {
    await openAtEnd('asked.md');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    await ghostText();
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    await workbench.notification(/Nothing to suggest here/).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('is paused and resumed in the menu of the status bar', async () => {
    await statusMenu('Pause completions');
    await workbench.page
      .locator('[id="telechat-writer.telechat-writer.telechat.status"] .codicon-bell-slash')
      .waitFor();
    await openAtEnd('paused.md');
    const before = await requests();
    await workbench.page.keyboard.type(`${BEGINNING}我们`, { delay: 30 });
    await workbench.page.waitForTimeout(2500);
    expect(await requests()).toBe(before);
    await statusMenu('Resume completions');
    await workbench.page.locator('.editor-instance .monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('将', { delay: 30 });
    await expect.poll(requests, { timeout: 60_000 }).toBeGreaterThan(before);
  });

  async function openAtEnd(file: string): Promise<void> {
    await workbench.openFile(file);
    await workbench.page.keyboard.press('Control+End');
  }

  /** Waits for ghost text. @returns the text of it, over all its lines */
  async function ghostText(): Promise<string> {
    const inline = workbench.page.locator('.ghost-text-decoration, .ghost-text .view-line');
    await inline.first().waitFor();
    return (await inline.allTextContents()).join('').replaceAll('\u00a0', ' ');
  }

  /** Accepts ghost text with a key. @returns what the file then has below its headings */
  async function accept(file: string, key: string): Promise<string> {
    await workbench.save(file);
    await ghostText();
    await workbench.page.keyboard.press(key);
    await workbench.page.locator('.tabs-container .tab.active.dirty').waitFor();
    return (await workbench.save(file)).slice(HEAD.length);
  }

  /** Completions that the engine was asked for. */
  async function requests(): Promise<number> {
    return ((await workbench.log()).match(/completion asked for/g) ?? []).length;
  }

  async function logSays(pattern: RegExp): Promise<void> {
    await expect.poll(() => workbench.log(), { timeout: 120_000 }).toMatch(pattern);
  }

  async function statusMenu(item: string): Promise<void> {
    await workbench.runCommand('TeleChat: Status and Completions…');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: item }).click();
  }
});
