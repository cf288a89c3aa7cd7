import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../../../src/shared/errors.ts';
import { type Usage, usageOf } from './usage.ts';

const GENERATION = /\/completions$/;
/** llama.cpp and vLLM then count in every event, so that an answer that is cut off is counted too; others look past them. */
const COUNTING = { timings_per_token: true };
const COUNTING_STREAM = { include_usage: true, continuous_usage_stats: true };

/** Stands in front of a server, passes everything on, and counts what the generations cost. Speaks HTTP without TLS. */
export class CountingProxy {
  private usages: Usage[] = [];
  private readonly server: Server;

  private constructor(private readonly target: URL) {
    this.server = createServer((incoming, outgoing) => {
      this.pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** @throws UsageError for another protocol than http */
  static async start(target: string): Promise<CountingProxy> {
    const url = new URL(target);
    if (url.protocol !== 'http:') {
      throw new UsageError(
        '--remote',
        'the requests are counted on their way by plain HTTP',
        'give an http:// address',
      );
    }
    const proxy = new CountingProxy(url);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** The target's address with the proxy's host and port. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    const url = new URL(this.target);
    url.host = `127.0.0.1:${port}`;
    return url.href.replace(/\/$/, '');
  }

  /** What was counted since it was last asked. */
  take(): Usage[] {
    const { usages } = this;
    this.usages = [];
    return usages;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const received = Buffer.concat(await incoming.toArray());
    const { pathname, search } = new URL(incoming.url ?? '/', this.target);
    const counts = GENERATION.test(pathname);
    const body = counts ? counting(received) : received;
    const { host, 'content-length': _, 'transfer-encoding': __, ...headers } = incoming.headers;
    const upstream = request(new URL(pathname + search, this.target), {
      method: incoming.method,
      headers: { ...headers, 'content-length': body.length },
    });
    // A reader who has had enough ends the generation.
    outgoing.on('close', () => upstream.destroy());
    upstream.end(body);
    const [response] = (await once(upstream, 'response')) as [IncomingMessage];
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    const pieces: Buffer[] = [];
    try {
      for await (const piece of response) {
        pieces.push(piece);
        outgoing.write(piece);
      }
    } finally {
      if (counts && response.statusCode === 200) {
        this.usages.push(usageOf(received.toString(), Buffer.concat(pieces).toString()));
      }
      outgoing.end();
    }
  }
}

/** A request for a generation that also asks for the counts. */
function counting(body: Buffer): Buffer {
  const fields = JSON.parse(body.toString());
  const stream = fields.stream ? { stream_options: { ...fields.stream_options, ...COUNTING_STREAM } } : {};
  return Buffer.from(JSON.stringify({ ...fields, ...stream, ...COUNTING }));
}
