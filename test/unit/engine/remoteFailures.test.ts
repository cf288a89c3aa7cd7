import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { backoff, parseRetryAfter } from '../../../src/shared/retryDelay.ts';
import {
  chatEvents,
  type Handler,
  inTurn,
  json,
  ModelServer,
  models,
  stream,
} from '../support/modelServer.ts';
import { answerOf, ask, connectTo } from '../support/remoteClient.ts';

const CHAT = '/v1/chat/completions';
const KEY = 'sk-secret-1234';

let server: ModelServer | undefined;

async function serve(handlers: Record<string, Handler>): Promise<ModelServer> {
  server = await ModelServer.start({ '/v1/models': models('TeleChat-12B'), ...handlers });
  return server;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** What a person is told. */
async function failureAt(url: string, key?: string) {
  const connected = connectTo(url, { key: async () => key });
  const { error } = await answerOf(connected.engine, ask('一'));
  return { ...connected, error };
}

describe('A server that cannot be reached', () => {
  it('is named, with the setting to look at, and is tried again by the next request', async () => {
    const { url, host } = await serve({ [CHAT]: stream(chatEvents(['好'])) });
    await server?.close();
    const { error, engine, states } = await failureAt(url);
    expect(error).toMatchObject({
      name: 'UserError',
      code: 'unavailable',
      message: `the server ${host} — nothing answers there; start it, or correct remote.url`,
    });
    expect(states).toEqual(['starting', 'failed']);
    await expect(engine.info()).rejects.toThrow('nothing answers there');
    server = undefined;
  });

  it('may have a name that nobody knows', async () => {
    const { error } = await failureAt('http://telechat.invalid:8000');
    expect(error).toMatchObject({ why: 'its name is unknown', nextStep: 'correct remote.url' });
  });

  it.each([
    ['', 'it is empty'],
    ['localhost:8000', '“localhost:8000” is no http address'],
    ['ftp://host/', '“ftp://host/” is no http address'],
    ['http://me:pass@127.0.0.1:8000', 'a name or a password stands in the address'],
  ])('may have no address at all: “%s”', async (url, why) => {
    expect((await failureAt(url)).error).toMatchObject({ what: 'remote.url', why });
  });

  it('is not asked in plain text for what it offers with TLS, nor the other way round', async () => {
    const { url } = await serve({});
    const { error } = await failureAt(url.replace('http:', 'https:'));
    expect(error).toMatchObject({
      code: 'unavailable',
      nextStep: 'write http:// instead of https:// in remote.url',
    });
  });

  it('is not trusted where its certificate is not', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
    const secure = createServer({ key, cert });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const { error } = await failureAt(`https://127.0.0.1:${(secure.address() as AddressInfo).port}`);
    secure.close();
    expect(error).toMatchObject({
      code: 'unavailable',
      why: 'its certificate is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  });
});

describe('The key', () => {
  it('goes with every request, and a new one counts at once', async () => {
    await serve({ [CHAT]: stream(chatEvents(['好'])) });
    const keys = [undefined, 'first', 'second', 'third'];
    const { engine } = connectTo(server?.url ?? '', { key: async () => keys.shift() });
    await answerOf(engine, ask('一'));
    await answerOf(engine, ask('一'));
    expect(server?.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer first',
      'Bearer second',
      'Bearer third',
    ]);
  });

  it.each([401, 403])(
    'is asked for where there is none, and refused where it is wrong: %i',
    async (status) => {
      await serve({ '/v1/models': json({ error: { message: 'Unauthorized' } }, status) });
      const { error } = await failureAt(server?.url ?? '');
      expect(error).toMatchObject({
        code: 'unavailable',
        why: `it asks for a key (HTTP ${status}: Unauthorized)`,
        nextStep: 'set the right key: REMOTE_KEY',
      });
      const wrong = await failureAt(server?.url ?? '', KEY);
      expect(wrong.error).toMatchObject({ why: `it refuses the key (HTTP ${status}: Unauthorized)` });
    },
  );

  it('is neither logged nor shown, also where a server quotes it', async () => {
    await serve({
      '/v1/models': inTurn(models('m'), json({ error: `Incorrect API key: ${KEY}` }, 401)),
      [CHAT]: json({ error: { message: `no such key as ${KEY}` } }, 401),
    });
    const { error, log, engine } = await failureAt(server?.url ?? '', KEY);
    const again = await answerOf(engine, ask('一'));
    expect(`${error}${again.error}`).toContain('Incorrect API key: …');
    expect(`${error}${again.error}${log.join('\n')}`).not.toContain(KEY);
  });

  it('goes nowhere else: a redirect is not followed but told', async () => {
    const elsewhere = await ModelServer.start({});
    const location = `${elsewhere.url}/v1/models`;
    await serve({ '/v1/models': json({}, 301, { location }) });
    const { error } = await failureAt(server?.url ?? '', KEY);
    await elsewhere.close();
    expect(error).toMatchObject({ why: `it sends elsewhere: ${location}` });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('A wrong path or model', () => {
  it('is told with the addresses that were tried', async () => {
    const page = stream(['<html>'], 'text/html');
    await serve({ '/v1/models': page });
    const { error } = await failureAt(server?.url ?? '');
    expect(error).toMatchObject({ code: 'unavailable', nextStep: 'correct remote.url' });
    expect(String(error)).toContain(`${server?.url}/v1/models, ${server?.url}/telechat/gptDialog/v2`);
  });

  it('is told with the models that there are', async () => {
    const unknown = json({ error: { message: 'The model `13B` does not exist.', code: 404 } }, 404);
    await serve({ '/v1/models': models('7B', '12B'), [CHAT]: unknown });
    const { engine } = connectTo(server?.url ?? '', { model: '13B' });
    expect((await answerOf(engine, ask('一'))).error).toMatchObject({
      what: `the server ${server?.host}`,
      why: 'it has no model “13B” (The model `13B` does not exist.)',
      nextStep: 'correct remote.model; it has: 7B, 12B',
    });
  });

  it('may be that nothing is loaded there', async () => {
    await serve({ '/v1/models': json({ object: 'list', data: null }) });
    expect((await failureAt(server?.url ?? '')).error).toMatchObject({ why: 'it names no model' });
  });

  it('shows as a page where an answer should be', async () => {
    await serve({ [CHAT]: stream(['<html>Sign in</html>'], 'text/html') });
    const { error } = await failureAt(server?.url ?? '');
    expect(error).toMatchObject({ why: 'it does not stream its answer but sends text/html' });
  });
});

describe('A refused request', () => {
  it('says why, and leaves the server connected', async () => {
    const detail = "This model's maximum context length is 8192 tokens.";
    await serve({ [CHAT]: inTurn(json({ message: detail }, 400), stream(chatEvents(['好']))) });
    const { error, engine, states } = await failureAt(server?.url ?? '');
    expect(error).toMatchObject({ code: 'rejected', why: `it refuses the request (HTTP 400: ${detail})` });
    expect((await answerOf(engine, ask('一'))).text).toBe('好');
    expect(states).toEqual(['starting', 'ready']);
  });
});

describe('A busy server', () => {
  const busy = (status: number, headers: Record<string, string> = {}) =>
    json({ error: 'busy' }, status, headers);

  it.each([429, 503])('is asked again until it answers: %i', async (status) => {
    await serve({ [CHAT]: inTurn(busy(status), busy(status), stream(chatEvents(['好']))) });
    const { engine, log } = connectTo(server?.url ?? '');
    expect((await answerOf(engine, ask('一'))).text).toBe('好');
    expect(server?.to(CHAT)).toHaveLength(3);
    expect(log.filter((line) => line.includes(`HTTP ${status}, again in`))).toHaveLength(2);
  });

  it('is asked again after a connection that broke before anything was answered', async () => {
    const broken: Handler = (response) => void response.destroy();
    await serve({ [CHAT]: inTurn(broken, stream(chatEvents(['好']))) });
    expect((await answerOf(connectTo(server?.url ?? '').engine, ask('一'))).text).toBe('好');
  });

  it('is asked again when it says, and not where that is far off', async () => {
    await serve({ [CHAT]: inTurn(busy(429, { 'retry-after': '0' }), busy(429, { 'retry-after': '3600' })) });
    const { error, log } = await failureAt(server?.url ?? '');
    expect(log[1]).toBe(`${CHAT}: HTTP 429, again in 0 ms`);
    expect(server?.to(CHAT)).toHaveLength(2);
    expect(error).toMatchObject({
      code: 'unavailable',
      why: 'it has too many requests (HTTP 429: busy)',
      nextStep: 'try again in 3600 seconds',
    });
  });

  it('is given up after five attempts', async () => {
    await serve({ [CHAT]: busy(503) });
    const { error, states } = await failureAt(server?.url ?? '');
    expect(server?.to(CHAT)).toHaveLength(5);
    expect(error).toMatchObject({ why: 'it is busy or still starting (HTTP 503: busy)' });
    expect(states.at(-1)).toBe('failed');
  });

  it('is waited for no longer when the request is cancelled', async () => {
    await serve({ [CHAT]: busy(503, { 'retry-after': '30' }) });
    const { engine } = connectTo(server?.url ?? '');
    const cancel = new AbortController();
    const answer = answerOf(engine, ask('一'), cancel.signal);
    await expect.poll(() => server?.to(CHAT).length).toBe(1);
    cancel.abort();
    expect((await answer).error).toMatchObject({ name: 'AbortError' });
    expect(server?.to(CHAT)).toHaveLength(1);
  });

  it('names its time in seconds or as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(parseRetryAfter('2', now)).toBe(2000);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(null, now)).toBeUndefined();
  });

  it('is left alone twice as long each time, a minute at most', () => {
    for (const [attempt, least] of [1000, 2000, 4000].entries()) {
      expect(backoff(attempt, 1000)).toBeGreaterThanOrEqual(least);
      expect(backoff(attempt, 1000)).toBeLessThanOrEqual(least * 1.25);
    }
    expect(backoff(20, 1000)).toBe(60_000);
  });
});
