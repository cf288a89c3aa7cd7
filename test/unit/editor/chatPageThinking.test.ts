import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageState, ShownTurn, ToPage } from '../../../src/editor/chat/pageMessages.ts';
import { pageStrings } from '../../../src/editor/chat/pageStrings.ts';
import { program } from '../../support/program.ts';

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

function chromiumIsAbsent(): boolean {
  const absent = !existsSync(chromiumPath);
  if (absent) console.warn(`skipped: there is no ${chromiumPath}; scripts/setup-workbench.sh installs it`);
  return absent;
}

/** A chat of one turn, whose answer is under way or has ended. */
function stateOf(turn: Partial<ShownTurn>, activity: PageState['activity']): PageState {
  return {
    chat: 'c1',
    title: '问',
    turns: [{ question: '问', materials: [], answer: '', end: 'writing', ...turn }],
    forgotten: 0,
    activity,
    canRestore: false,
    suggestions: [],
    limits: '',
    materials: [],
  };
}

describe.skipIf(chromiumIsAbsent())('What a model thinks, on the chat’s page', () => {
  let browser: Browser;
  let page: Page;

  const post = (message: ToPage) => page.evaluate(`postMessage(${JSON.stringify(message)}, '*')`);

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    page = await browser.newPage();
    const api = '() => ({ postMessage() {}, getState() {}, setState() {} })';
    await page.setContent(`<body><script>globalThis.acquireVsCodeApi = ${api};</script></body>`);
    await page.addScriptTag({ path: path.join(path.dirname(program('cli.js')), 'chatPage.js') });
    await post({ type: 'strings', strings: pageStrings() });
  });

  afterAll(() => browser?.close());

  it('streams folded above the answer, as plain text, and stays folded there', async () => {
    await post({ type: 'state', state: stateOf({}, { state: 'thinking' }) });
    const thinking = page.locator('details.thinking');
    expect(await thinking.isVisible()).toBe(false);
    await post({ type: 'thinking', delta: '先想 <b>一</b>' });
    await post({ type: 'thinking', delta: '想。' });
    await thinking.waitFor();
    expect(await thinking.locator('summary').textContent()).toBe('Thinking');
    const text = thinking.locator('.thinking-text');
    await expect.poll(() => text.textContent()).toBe('先想 <b>一</b>想。');
    expect(await text.isVisible()).toBe(false);
    expect(await page.locator('.status').textContent()).toBe('Thinking…');

    await post({ type: 'text', delta: '答案。' });
    const ended = { thinking: '先想 <b>一</b>想。', answer: '答案。', end: 'end' } as const;
    await post({ type: 'state', state: stateOf(ended, { state: 'idle' }) });
    await thinking.locator('summary').click();
    expect(await text.isVisible()).toBe(true);
    expect(await text.textContent()).toBe('先想 <b>一</b>想。');
    expect(await page.locator('.answer-text').textContent()).toContain('答案。');
    expect(await page.locator('.announcer').textContent()).not.toContain('想');
  });

  it('is not there where the model did not think', async () => {
    const state = stateOf({ answer: '答案。', end: 'end' }, { state: 'idle' });
    await post({ type: 'state', state: { ...state, chat: 'c2' } });
    await page.locator('.answer-text').waitFor();
    expect(await page.locator('details.thinking').isVisible()).toBe(false);
  });
});
