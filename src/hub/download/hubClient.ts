import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { UserError } from '../../shared/errors.ts';
import { parseRetryAfter } from '../../shared/retryDelay.ts';

const MAX_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** An answer whose body has not been read yet; read it or `discard` it. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Dispatcher.ResponseData['body'];
  header(name: string): string | undefined;
  /** Ends the connection without reading on. */
  discard(): void;
}

/** What is sent beside the address. */
export interface HttpRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the address's own origin alone, never to where it redirects. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer that is not the one asked for. */
export class HttpError extends Error {
  /** @param retryAfterMs how long the server asks to wait */
  constructor(
    readonly status: number,
    readonly url: URL,
    readonly retryAfterMs?: number,
  ) {
    super(`${url.host} answered ${status}`);
    this.name = 'HttpError';
  }
}

/** Proxies to use instead of those that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export type Proxies = Pick<EnvHttpProxyAgent.Options, 'httpProxy' | 'httpsProxy' | 'noProxy'>;

/** Gets addresses through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export class HubClient {
  private dispatcher: Dispatcher | undefined;

  /** @param stallMs how long a connection may be silent */
  constructor(
    private readonly stallMs = 30_000,
    private readonly proxies: Proxies = {},
  ) {}

  /**
   * Follows redirects and returns the answer 200 or 206.
   * @throws HttpError for any other answer; UserError for a redirect that is not followed; the system's error when the
   *   connection fails; the signal's reason when aborted
   */
  async get(address: URL, { headers = {}, token, signal }: HttpRequest = {}): Promise<HttpAnswer> {
    let url = address;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      // A token that was left behind on the way stays behind, wherever the way leads.
      const authorised = token !== undefined && url.origin === address.origin;
      const answer = await this.ask(
        url,
        authorised ? { ...headers, authorization: `Bearer ${token}` } : headers,
        signal,
      );
      if (answer.status === 200 || answer.status === 206) return answer;
      answer.discard();
      const location = answer.header('location');
      if (!REDIRECTS.includes(answer.status) || location === undefined) {
        throw new HttpError(
          answer.status,
          url,
          parseRetryAfter(answer.header('retry-after') ?? null, Date.now()),
        );
      }
      url = redirected(url, location);
    }
    throw new UserError(address.href, `more than ${MAX_REDIRECTS} redirects`, 'choose another source');
  }

  async close(): Promise<void> {
    await this.dispatcher?.destroy();
  }

  private async ask(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    signal?.throwIfAborted();
    // Loaded when it is needed: its WebAssembly takes gigabytes of addresses, which not every process may have.
    const { EnvHttpProxyAgent, request } = await import('undici');
    const { stallMs, proxies } = this;
    const timeouts = { connectTimeout: stallMs, headersTimeout: stallMs, bodyTimeout: stallMs };
    this.dispatcher ??= new EnvHttpProxyAgent({ ...proxies, ...timeouts });
    const response = await request(url, {
      dispatcher: this.dispatcher,
      // Bytes are counted, so they must come as they are.
      headers: { 'user-agent': 'telechat-writer', 'accept-encoding': 'identity', ...headers },
      signal: signal ?? null,
    });
    // What is discarded may still fail, which then concerns nobody.
    response.body.on('error', () => undefined);
    return {
      status: response.statusCode,
      body: response.body,
      header: (name) => single(response.headers[name]),
      discard: () => response.body.destroy(),
    };
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const isWeb = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && isWeb) return to;
  throw new UserError(
    from.href,
    `it redirects to ${JSON.stringify(location)}, which is no secure address`,
    'choose another source',
  );
}
