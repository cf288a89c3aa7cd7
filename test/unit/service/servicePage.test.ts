import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SidecarEngine } from '../../../src/engine/sidecar/sidecarEngine.ts';
import type { Service, ServiceOptions } from '../../../src/service/service.ts';
import { demoEngine, serve } from '../../support/service.ts';

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

function chromiumIsAbsent(): boolean {
  const absent = !existsSync(chromiumPath);
  if (absent) console.warn(`skipped: there is no ${chromiumPath}; scripts/setup-workbench.sh installs it`);
  return absent;
}

describe.skipIf(chromiumIsAbsent())('the page of the service', () => {
  let browser: Browser;
  let engine: SidecarEngine;
  const services: Service[] = [];
  const pages: Page[] = [];
  /** What the browser complains of, a breach of the page's policy for one. */
  const complaints: string[] = [];

  beforeAll(async () => {
    engine = demoEngine();
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    for (const service of services.splice(0)) await service.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await engine.dispose();
  });

  async function open(
    options: Partial<ServiceOptions> = {},
    context: BrowserContextOptions = {},
    hash = '',
  ): Promise<Page> {
    const service = await serve(engine, options);
    services.push(service);
    const page = await browser.newPage({ locale: 'en-US', ...context });
    pages.push(page);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused token is what one of the tests is about.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) complaints.push(`it asked for ${request.url()}`);
    });
    await page.goto(`${service.url}/${hash}`);
    return page;
  }

  async function ask(page: Page, question: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Question' }).fill(question);
    await page.keyboard.press('Enter');
  }

  const idle = (page: Page) => page.getByRole('button', { name: 'Send' }).waitFor();

  it('streams answers of a conversation, each with what was said before', async () => {
    const page = await open();
    await page.getByText('demo-model').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.postData() ?? ''));
    await ask(page, '你好');
    await idle(page);
    const first = await page.locator('.answer').textContent();
    expect(first).toContain('演示模型');
    await ask(page, '<b>你能写什么文稿？');
    await idle(page);
    expect(await page.locator('.question').allTextContents()).toEqual(['你好', '<b>你能写什么文稿？']);
    const { messages } = JSON.parse(asked.at(-1) ?? '') as { messages: { content: string }[] };
    expect(messages.map(({ content }) => content)).toEqual(['你好', first, '<b>你能写什么文稿？']);
    await page.getByRole('button', { name: 'New conversation' }).click();
    expect(await page.locator('.question').count()).toBe(0);
  });

  it('stops an answer, keeps what came, and goes on', async () => {
    const page = await open();
    await ask(page, '请写一份关于智能客服系统升级的工作总结。');
    await page.locator('.answer:not(:empty)').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await idle(page);
    await page.getByText('Stopped.').waitFor();
    expect(await page.locator('.answer').textContent()).not.toBe('');
    await ask(page, '你好');
    await idle(page);
    expect(await page.locator('.answer').nth(1).textContent()).not.toBe('');
  });

  it('asks for the token, or takes it from its address and hides it there', async () => {
    const page = await open({ token: 's3cret' });
    await page.getByText('This service needs its token.').waitFor();
    await page.getByLabel('Token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByLabel('Token').fill('s3cret');
    await page.keyboard.press('Enter');
    await page.getByText('demo-model').waitFor();
    await ask(page, '你好');
    await idle(page);
    expect(await page.locator('.answer').textContent()).toContain('演示模型');
    const other = await open({ token: 's3cret' }, {}, '#token=s3cret');
    await other.getByText('demo-model').waitFor();
    expect(other.url()).not.toContain('s3cret');
  });

  it('speaks Chinese to a Chinese browser, and gives a question back that got no answer', async () => {
    const page = await open({}, { locale: 'zh-CN' });
    await page.getByText('demo-model').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('textbox', { name: '问题' }).fill('总结'.repeat(9000));
    await page.getByRole('button', { name: '发送' }).click();
    await page.getByText('shorten them').waitFor();
    expect(await page.getByRole('textbox', { name: '问题' }).inputValue()).toHaveLength(18_000);
    expect(complaints.splice(0).join()).toContain('400');
  });
});
