import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HubClient } from '../../../src/hub/download/hubClient.ts';
import { HubServer } from '../../support/hubServer.ts';

afterEach(() => vi.unstubAllEnvs());

describe('A proxy', () => {
  it.each([
    ['is used as HTTP_PROXY says', '', 1],
    ['is not used for the hosts of NO_PROXY', '127.0.0.1', 0],
  ])('%s', async (_, noProxy, tunnels) => {
    const hub = await HubServer.start();
    hub.files.set('/file', Buffer.from('content'));
    const proxy = createServer();
    const tunnelled: (string | undefined)[] = [];
    proxy.on('connect', ({ url }, client) => {
      tunnelled.push(url);
      const [host, port] = (url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      client.on('error', () => target.destroy());
      target.on('error', () => client.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) vi.stubEnv(name, undefined);
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('NO_PROXY', noProxy);

    const http = new HubClient();
    const answer = await http.get(new URL('/file', hub.endpoint));
    expect(await text(answer.body)).toBe('content');
    expect(tunnelled).toHaveLength(tunnels);
    await http.close();
    await hub.stop();
    proxy.closeAllConnections();
    proxy.close();
  });
});
