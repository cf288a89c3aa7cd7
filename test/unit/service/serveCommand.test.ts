import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { program } from '../../support/program.ts';

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

describe('telechat-writer serve', () => {
  const running: ChildProcess[] = [];

  function start(...options: string[]) {
    const child = spawn(process.execPath, [program('cli.js'), 'serve', ...options], {
      env: { ...process.env, TELECHAT_TOKEN: undefined },
    });
    running.push(child);
    const stderr = text(child.stderr);
    const ended = once(child, 'close').then(
      async ([code]): Promise<Ended> => ({ code, stderr: await stderr }),
    );
    const ready = once(child.stdout, 'data').then(([data]) => JSON.parse(String(data)) as { url: string });
    ready.catch(() => undefined);
    return { child, ended, ready };
  }

  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  it('prints its address when the model is loaded, and ends with Ctrl+C in mid-answer', async () => {
    const { child, ready, ended } = start('--port', '0');
    const { url } = await ready;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', model: 'demo-model' });
    const body = JSON.stringify({
      prompt: '品'.repeat(12),
      max_tokens: 4000,
      temperature: 0,
      stream: true,
    });
    const answer = await fetch(`${url}/v1/completions`, { method: 'POST', body });
    const broken = answer.text().catch(() => 'broken');
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    expect(await broken).toBe('broken');
  });

  it.each([
    [
      'an address that others reach, without a token',
      ['--host', '0.0.0.0'],
      /others can reach 0\.0\.0\.0.*--token/,
    ],
    ['a token of two words', ['--token', 'a b'], /--token/],
    ['an origin that is none', ['--cors', 'example.com'], /"example\.com" is no origin/],
    ['a port that is none', ['--port', '70000'], /--port/],
  ])('refuses %s', async (_, options, reason) => {
    const { code, stderr } = await start(...options).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });

  it('says that another program has its port', async () => {
    const { url } = await start('--port', '0').ready;
    const { code, stderr } = await start('--port', new URL(url).port).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`another program listens on ${url}; choose another with --port`);
  });
});
