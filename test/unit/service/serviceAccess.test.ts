import { request } from 'node:http';
import { AuthenticationError } from 'openai';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isPortTaken, type Service, type ServiceOptions } from '../../../src/service/service.ts';
import { UsageError, UserError } from '../../../src/shared/errors.ts';
import { demoEngine, openaiClient, post, serve } from '../../support/service.ts';

const chat = '/v1/chat/completions';
const dialog = '/telechat/gptDialog/v4';
const greeting = { messages: [{ role: 'user', content: '你好' }], max_tokens: 2 };

/** fetch() sets the Host header itself. */
function statusFor({ port }: Service, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/health', headers: { Host: host } }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe('who may use the service', () => {
  const engine = demoEngine();
  const services: Service[] = [];

  async function start(options: Partial<ServiceOptions> = {}): Promise<Service> {
    const service = await serve(engine, options);
    services.push(service);
    return service;
  }

  afterEach(async () => {
    for (const service of services.splice(0)) await service.close();
  });
  afterAll(() => engine.dispose());

  it('is this machine alone, unless a token keeps the others out', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow(UsageError);
    await expect(start({ host: '::' })).rejects.toThrow(/without a token anyone could use the model/);
    await expect(start({ host: 'no-such-host.invalid' })).rejects.toThrow(UserError);
    const open = await start({ host: '0.0.0.0', token: 's3cret' });
    expect((await post(open, chat, greeting)).status).toBe(401);
    expect((await post(open, chat, greeting, { headers: { Authorization: 'Bearer s3cret' } })).status).toBe(
      200,
    );
  });

  it('is who brings the token, wherever one is set', async () => {
    const service = await start({ token: 's3cret' });
    for (const [endpoint, body] of [
      [chat, greeting],
      [dialog, { dialog: [{ role: 'user', content: '你好' }] }],
    ] as const) {
      for (const wrong of [
        undefined,
        'Bearer',
        'Bearer ',
        'Bearer s3cre',
        'Bearer s3cret2',
        'Basic s3cret',
      ]) {
        const reply = await post(service, endpoint, body, wrong ? { headers: { Authorization: wrong } } : {});
        expect(reply.status, `${endpoint} ${wrong}`).toBe(401);
        expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer');
      }
    }
    expect((await fetch(`${service.url}/health`)).status).toBe(401);
    await expect(openaiClient(service, 'wrong').models.list()).rejects.toThrow(AuthenticationError);
    expect((await openaiClient(service, 's3cret').models.list()).data).toHaveLength(1);
  });

  it('is who names this machine: a page whose name was rebound to it names itself', async () => {
    const service = await start();
    for (const host of ['evil.example', 'evil.example:8070', '127.0.0.1.evil.example', 'user@evil.example']) {
      expect(await statusFor(service, host), host).toBeGreaterThanOrEqual(400);
    }
    await openaiClient(service).models.list();
    for (const host of ['127.0.0.1', 'localhost', `LOCALHOST:${service.port}`, '[::1]:1']) {
      expect(await statusFor(service, host), host).toBe(200);
    }
  });

  it('is no page of another origin, whatever it sends and however simply', async () => {
    const service = await start();
    for (const origin of ['https://evil.example', 'null', `http://localhost:${service.port + 1}`]) {
      const reply = await post(service, chat, greeting, {
        headers: { Origin: origin, 'Content-Type': 'text/plain' },
      });
      expect(reply.status, origin).toBe(403);
      expect(reply.headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
    expect((await post(service, chat, greeting, { headers: { Origin: service.url } })).status).toBe(200);
  });

  it('is a page of the origin that --cors names, and of no other', async () => {
    const origin = 'https://app.example';
    const service = await start({ cors: origin, token: 's3cret' });
    const preflight = await fetch(`${service.url}${chat}`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,x-stainless-os',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('authorization');
    const refused = await post(service, chat, greeting, { headers: { Origin: origin } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    const foreign = await post(service, chat, greeting, { headers: { Origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
  });

  it('sends at most a megabyte', async () => {
    const service = await start();
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'a'.repeat(2 ** 20) }] });
    for (const endpoint of [chat, dialog, '/v1/completions']) {
      expect((await post(service, endpoint, body)).status, endpoint).toBe(413);
    }
    const piecewise = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('a'.repeat(2 ** 16))),
    });
    const init = { method: 'POST', body: piecewise, duplex: 'half' } as RequestInit;
    const reply = await fetch(`${service.url}${chat}`, init).catch(() => undefined);
    // The connection may be cut before the client has read the answer.
    expect(reply?.status ?? 413).toBe(413);
    expect((await post(service, chat, greeting)).status).toBe(200);
  });

  it('sends JSON in UTF-8', async () => {
    const service = await start();
    for (const body of ['', '{', '[]', '"x"', 'null', '{"messages": 1}']) {
      expect((await post(service, chat, body)).status, body).toBe(400);
    }
    const gbk = new Uint8Array([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x3a, 0x31, 0x7d]);
    const reply = await fetch(`${service.url}${chat}`, { method: 'POST', body: gbk });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain('UTF-8');
  });

  it('is told what there is, and how it is asked for', async () => {
    const service = await start();
    expect((await fetch(`${service.url}/v2/nothing`)).status).toBe(404);
    for (const endpoint of [chat, dialog]) {
      const reply = await fetch(`${service.url}${endpoint}`);
      expect(reply.status, endpoint).toBe(405);
      expect(reply.headers.get('Allow')).toBe('POST');
    }
  });

  it('gets a page that loads nothing from elsewhere and may be shown in no other', async () => {
    const service = await start({ token: 's3cret' });
    const page = await fetch(service.url);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).not.toMatch(/https?:|\/\//);
    const policy = page.headers.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    for (const [, file] of html.matchAll(/(?:src|href)="(servicePage\.[a-z]+)"/g)) {
      expect((await fetch(`${service.url}/${file}`)).status, file).toBe(200);
    }
    const answer = await post(
      service,
      '/telechat/gptDialog/v2',
      { dialog: [{ role: 'user', content: '你好' }], max_length: 10 },
      { headers: { Authorization: 'Bearer s3cret' } },
    );
    expect(answer.headers.get('Content-Security-Policy')).toContain('sandbox');
  });

  it('is told which program has the port', async () => {
    const { port } = await start();
    const second = start({ port });
    await expect(second).rejects.toThrow(/another program listens on/);
    expect(isPortTaken(await second.catch((error: unknown) => error))).toBe(true);
  });
});
