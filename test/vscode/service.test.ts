import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

describe.skipIf(whyNoWorkbench())('The service of the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'notes.md': '' });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('is started by its command, answers at the address that it shows, and is stopped by another', async () => {
    await workbench.runCommand('TeleChat: Start Service');
    const started = workbench.notification(/http:\/\/127\.0\.0\.1:\d+/);
    await started.waitFor();
    await workbench.screenshot('service-1-started');
    const [address = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec((await started.textContent()) ?? '') ?? [];
    const reply = await fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: '你好' }] }),
    });
    expect(reply.status).toBe(200);
    expect(JSON.stringify(await reply.json())).toContain('演示模型');

    await workbench.runCommand('TeleChat: Stop Service');
    await expect.poll(() => fetch(`${address}/health`).catch(() => 'gone')).toBe('gone');
  });
});
