import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CountingProxy } from '../../../bench/writing/server/proxy.ts';
import { usageOf } from '../../../bench/writing/server/usage.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function proxyOf(listener: RequestListener): Promise<CountingProxy> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await CountingProxy.start(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  closing.push(
    () => proxy.close(),
    () => server.close(),
  );
  return proxy;
}

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

describe('What an answer cost', () => {
  it('is the server’s last count, without the prompt’s tokens in its cache', () => {
    const usage = { prompt_tokens: 50, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 40 } };
    expect(
      usageOf('问', `${event({ choices: [] })}${event({ choices: [], usage })}data: [DONE]\n\n`),
    ).toEqual({
      computed: 10,
      generated: 9,
    });
  });

  it('is known of an answer that was cut off where every event counts', () => {
    const timings = { cache_n: 5, prompt_n: 32, predicted_n: 3 };
    expect(usageOf('问', event({ choices: [{ delta: { content: '好' } }], timings }))).toEqual({
      computed: 32,
      generated: 3,
    });
  });

  it('is estimated where the server does not count', () => {
    const piece = event({ choices: [{ delta: { content: '好' } }] });
    expect(usageOf('问问', piece + piece)).toEqual({ computed: 2, generated: 2 });
  });
});

describe('The proxy that counts', () => {
  it('passes an answer on and counts it once; other requests are not counted', async () => {
    const answer = event({
      choices: [{ delta: { content: '好' } }],
      timings: { prompt_n: 4, predicted_n: 1 },
    });
    let asked = '';
    const proxy = await proxyOf(async (request, response) => {
      asked = Buffer.concat(await request.toArray()).toString();
      response.end(request.url === '/v1/models' ? '{}' : answer);
    });
    expect(await (await fetch(`${proxy.url}/models`)).text()).toBe('{}');
    const body = JSON.stringify({ messages: [], stream: true });
    const response = await fetch(`${proxy.url}/chat/completions`, { method: 'POST', body });
    expect(await response.text()).toBe(answer);
    expect(JSON.parse(asked)).toMatchObject({
      timings_per_token: true,
      stream_options: { include_usage: true },
    });
    expect(proxy.take()).toEqual([{ computed: 4, generated: 1 }]);
    expect(proxy.take()).toEqual([]);
  });

  it('ends the generation of a reader who has had enough, and counts what was read', async () => {
    let ended = false;
    const proxy = await proxyOf((_, response) => {
      response.write(
        event({ choices: [{ delta: { content: '好' } }], timings: { prompt_n: 4, predicted_n: 1 } }),
      );
      response.on('close', () => {
        ended = true;
      });
    });
    const cancel = new AbortController();
    const body = JSON.stringify({ messages: [], stream: true });
    const response = await fetch(`${proxy.url}/chat/completions`, {
      method: 'POST',
      body,
      signal: cancel.signal,
    });
    await response.body?.getReader().read();
    cancel.abort();
    await expect.poll(() => ended).toBe(true);
    await expect.poll(() => proxy.take()).toEqual([{ computed: 4, generated: 1 }]);
  });
});
