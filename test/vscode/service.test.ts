import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

describe.skipIf(whyNoWorkbench())('The service of the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'notes.md': '' });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('is started by its command, answers at the address that it shows, and is stopped by another', async () => {
    await workbench.runCommand('TeleChat: Start Service');
    const started = workbench.notification(/http:\/\/127\.0\.0\.1:\d+/);
    await started.waitFor();
    await workbench.screenshot('service-1-started');
    const [address = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec((await started.textContent()) ?? '') ?? [];
    const ask = (headers: Record<string, string>) =>
      fetch(`${address}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ messages: [{ role: 'user', content: '你好' }] }),
      });
    expect((await ask({})).status).toBe(401);
    await started.getByText('Copy Token').click();
    const copied = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');
    await expect.poll(copied).toMatch(/^[\w-]{32}$/);
    const token = await copied();
    const reply = await ask({ authorization: `Bearer ${token}` });
    expect(reply.status).toBe(200);
    expect(JSON.stringify(await reply.json())).toContain('演示模型');

    await workbench.runCommand('TeleChat: Stop Service');
    await expect.poll(() => fetch(`${address}/health`).catch(() => 'gone')).toBe('gone');
  });
});
