import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const HEAD = '# 移动办公应用工作总结\n\n## 一、工作概述\n\n';
const BEGINNING = '为扎实推进移动办公应用，';
const STATUS_ITEM = '[id="telechat-writer.telechat-writer.telechat.status"]';
const SETTINGS = '.vscode/settings.json';

/** Text that ends where nothing may be suggested; the last place is one where it may. */
const PLACES = {
  matter: '---\ntitle: 移动办公应用工作总结\nsummary: 为扎实推进',
  fence: `${HEAD}\`\`\`\n为扎实推进`,
  span: `${HEAD}运行 \`为扎实推进`,
  link: `${HEAD}见[说明](https://example.com/为扎实推进`,
  label: `${HEAD}见[为扎实推进`,
  table: `${HEAD}| 为扎实推进`,
};
/** Tasks of a job description, whose list a model goes on with after most of them. */
const TASKS = ['市场调研', '质量管理', '客户服务', '人员培训', '系统运维', '采购管理', '数据分析'];

const completionSettings = (plaintext: boolean) =>
  JSON.stringify({ 'telechat.completion.enabled': { markdown: true, plaintext } });

describe.skipIf(whyNoWorkbench())('Ghost text while typing', () => {
  let workbench: Workbench;
  /** The ghost text that was accepted as a whole. */
  let accepted = '';

  beforeAll(async () => {
    workbench = await Workbench.open({
      'whole.md': HEAD,
      'words.md': HEAD,
      'typed.md': HEAD,
      'next.md': HEAD,
      'list.md': '# 产品经理岗位说明书\n\n## 一、岗位职责\n\n',
      'plain.txt': '',
      [SETTINGS]: completionSettings(false),
      ...Object.fromEntries(Object.entries(PLACES).map(([name, text]) => [`no-${name}.md`, text])),
      'edits.md': HEAD,
      'composed.md': HEAD,
      'asked.md': `${HEAD}${BEGINNING}`,
      'cancelled.md': `${HEAD}${BEGINNING}我们`,
      'paused.md': HEAD,
    });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('begins once a person has typed a little, and is accepted as a whole, ending with a sentence', async () => {
    await openAtEnd('whole.md');
    await logSays(/activated in/);
    expect(await workbench.log()).not.toContain('sidecar started');
    await workbench.page.keyboard.type(BEGINNING, { delay: 50 });
    await ghostText();
    await logSays(/sidecar started/);
    await workbench.screenshot('completion-1-ghost-text');
    const before = await requests();
    accepted = (await accept('whole.md', 'Tab')).slice(BEGINNING.length);
    expect(accepted.length).toBeGreaterThan(3);
    expect(accepted.trimEnd()).toMatch(/[。！？”）]$/);
    // What comes next is computed before anything is typed.
    await expect.poll(requests, { timeout: 60_000 }).toBe(before + 1);
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

  it('does not come in front matter, code, links and tables', async () => {
    const before = await requests();
    for (const name of Object.keys(PLACES)) {
      await openAtEnd(`no-${name}.md`);
      await workbench.page.keyboard.insertText('移动办公应用，');
      await workbench.page.keyboard.insertText('统筹');
      // The longest debounce, and more.
      await workbench.page.waitForTimeout(1000);
      expect(await ghosts().count(), name).toBe(0);
    }
    expect(await requests()).toBe(before);
  });

  it('stays while its beginning is typed, and comes back from the cache, both without a request', async () => {
    await openAtEnd('typed.md');
    await workbench.page.keyboard.type(BEGINNING, { delay: 30 });
    const whole = await ghostText();
    const before = await requests();
    for (const character of whole.slice(0, 3)) await workbench.page.keyboard.insertText(character);
    await expect.poll(ghostText).toBe(whole.slice(3));
    await workbench.page.keyboard.press('Escape');
    await ghosts().first().waitFor({ state: 'detached' });
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    expect(await ghostText()).toBe(whole.slice(3));
    expect(await requests()).toBe(before);
  });

  it('does not say what follows the cursor', async () => {
    await openAtEnd('next.md');
    await workbench.page.keyboard.insertText(`\n\n${accepted}`);
    for (let line = 0; line < 2; line++) await workbench.page.keyboard.press('ArrowUp');
    const before = (await computed()).length;
    await workbench.page.keyboard.type(BEGINNING, { delay: 30 });
    await expect.poll(async () => (await computed()).length, { timeout: 60_000 }).toBeGreaterThan(before);
    await workbench.page.waitForTimeout(500);
    const shown = (await ghosts().allTextContents()).join('');
    for (const sentence of accepted.split(/(?<=。)/).filter(Boolean)) expect(shown).not.toContain(sentence);
  });

  it('goes on with a list over several lines, and is accepted line by line', async () => {
    await openAtEnd('list.md');
    let whole = '';
    for (const task of TASKS) {
      const before = (await computed()).length;
      await workbench.page.keyboard.press('Control+End');
      await workbench.page.keyboard.press('Shift+Home');
      await workbench.page.keyboard.insertText(`1. 负责${task}的相关工作；`);
      await expect.poll(async () => (await computed()).length, { timeout: 60_000 }).toBeGreaterThan(before);
      if ((await computed()).at(-1) === 0) continue;
      whole = await ghostText();
      if ((await ghostLines()) > 1) break;
    }
    await workbench.screenshot('completion-2-list');
    expect(await ghostLines()).toBeGreaterThan(1);
    const beginning = await workbench.save('list.md');
    let text = '';
    let presses = 0;
    for (; text.replaceAll('\n', '').length < whole.length; presses++) {
      expect(text === '' || text.endsWith('\n')).toBe(true);
      await ghostText();
      await workbench.page.keyboard.press('End');
      await workbench.page.locator('.tabs-container .tab.active.dirty').waitFor();
      text = (await workbench.save('list.md')).slice(beginning.length);
    }
    expect(presses).toBeGreaterThan(1);
    expect(text.replaceAll('\n', '')).toBe(whole);
  });

  it('comes in plain text too, once its setting says so', async () => {
    await openAtEnd('plain.txt');
    const before = await requests();
    await workbench.page.keyboard.insertText(BEGINNING);
    await workbench.page.waitForTimeout(1000);
    expect(await requests()).toBe(before);
    await writeFile(path.join(workbench.folder, SETTINGS), completionSettings(true));
    // The setting takes effect when the workbench has seen the file.
    const comes = async () => {
      await workbench.page.keyboard.press('Backspace');
      await workbench.page.keyboard.insertText('，');
      const shown = ghosts().first().waitFor({ timeout: 5000 });
      return shown.then(
        () => true,
        () => false,
      );
    };
    await expect.poll(comes, { timeout: 120_000 }).toBe(true);
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

  it('shows progress while it is computed, and can be cancelled', async () => {
    const [sidecar = 0] = await workbench.sidecars();
    expect(sidecar).toBeGreaterThan(0);
    await openAtEnd('cancelled.md');
    // It would be there before a person, or a test, can cancel it.
    process.kill(sidecar, 'SIGSTOP');
    try {
      await workbench.runCommand('TeleChat: Suggest a Continuation');
      const progress = workbench.notification(/looking for a continuation/);
      const cancel = progress.getByRole('button', { name: 'Cancel' });
      await progress.waitFor();
      // A click on a notification that is just moving is lost.
      await vi.waitFor(
        async () => {
          if ((await progress.count()) > 0) await cancel.click({ timeout: 2000 }).catch(() => undefined);
          expect(await progress.count()).toBe(0);
        },
        { timeout: 120_000, interval: 1000 },
      );
    } finally {
      process.kill(sidecar, 'SIGCONT');
    }
    await workbench.page.waitForTimeout(1000);
    expect(await ghosts().count()).toBe(0);
    await workbench.runCommand('TeleChat: Suggest a Continuation');
    await ghostText();
  });

  it('is paused, snoozed and resumed in the menu of the status bar, which says how things are', async () => {
    const item = workbench.page.locator(STATUS_ITEM);
    const bell = item.locator('.codicon-bell-slash');
    await openAtEnd('paused.md');
    for (const rest of ['Pause ghost text', 'Snooze ghost text for 5 minutes']) {
      await item.click();
      await menuItem(
        /demo-model on cpu, context of \d+ tokens.*half of the completions within \d+ ms/s,
      ).waitFor();
      for (const other of ['Show Log', 'Settings', 'Restart the engine']) await menuItem(other).waitFor();
      await workbench.screenshot('completion-3-menu');
      await statusMenu(rest);
      await bell.waitFor();
      const before = await requests();
      await type(`${BEGINNING}我们`);
      await workbench.page.waitForTimeout(1000);
      expect(await requests()).toBe(before);
      await item.click();
      await statusMenu('Resume ghost text');
      await bell.waitFor({ state: 'detached' });
      await type('将');
      await expect.poll(requests, { timeout: 60_000 }).toBeGreaterThan(before);
    }
  });

  async function openAtEnd(file: string): Promise<void> {
    await workbench.openFile(file);
    await workbench.page.keyboard.press('Control+End');
  }

  function ghosts() {
    return workbench.page.locator('.ghost-text-decoration, .suggest-preview-text .view-line');
  }

  /** Waits for ghost text. @returns the text of it, over all its lines */
  async function ghostText(): Promise<string> {
    await ghosts().first().waitFor();
    return (await ghosts().allTextContents()).join('').replaceAll('\u00a0', ' ');
  }

  /** Lines that the ghost text takes beside or under that of the cursor. */
  async function ghostLines(): Promise<number> {
    return (await workbench.page.locator('.suggest-preview-text .view-line').count()) + 1;
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

  /** Lengths of the completions that were computed. */
  async function computed(): Promise<number[]> {
    return [...(await workbench.log()).matchAll(/completion of (\d+) characters/g)].map(([, length]) =>
      Number(length),
    );
  }

  async function logSays(pattern: RegExp): Promise<void> {
    await expect.poll(() => workbench.log(), { timeout: 120_000 }).toMatch(pattern);
  }

  /** Types at the end of the open document, wherever the keyboard was. */
  async function type(text: string): Promise<void> {
    await workbench.page.locator('.editor-instance .monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type(text, { delay: 30 });
  }

  function menuItem(text: string | RegExp) {
    return workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** Chooses an item of the open menu. */
  async function statusMenu(item: string): Promise<void> {
    await menuItem(item).click();
    await menuItem(item).waitFor({ state: 'hidden' });
  }
});
