import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, LONGEST_WAIT_MS, parseRetryAfter } from '../../shared/retryDelay.ts';
import { EngineError } from '../engineError.ts';
import { refusalDetail } from './refusalDetail.ts';
import {
  connectionFailure,
  isBrokenConnection,
  type Refusal,
  type RemoteServer,
  refusalFailure,
} from './remoteFailure.ts';

const MOST_ATTEMPTS = 5;
/** The server is there, but not now. */
const TRY_AGAIN: readonly number[] = [429, 503];

/** How to reach a server. */
export interface HttpClientOptions extends RemoteServer {
  /** Asked for with every request, so that a new key counts at once. */
  readonly key: () => Promise<string | undefined>;
  /** Milliseconds before the second attempt. Default: 1000. */
  readonly firstWait?: number;
  readonly log: (line: string) => void;
}

/** A request that the server answered with an error. */
export interface Refused {
  readonly refusal: Refusal;
  readonly failure: EngineError;
}

/** HTTP with the key of the server, a second attempt where one helps, and errors that say what to do. */
export class HttpClient {
  constructor(readonly options: HttpClientOptions) {}

  /** @throws EngineError when there is no connection; the signal's reason when aborted */
  get(url: string, signal: AbortSignal): Promise<Response | Refused> {
    return this.request(url, { method: 'GET' }, signal);
  }

  /** @throws EngineError when there is no connection; the signal's reason when aborted */
  post(url: string, body: unknown, signal: AbortSignal): Promise<Response | Refused> {
    const headers = { 'content-type': 'application/json' };
    return this.request(url, { method: 'POST', headers, body: JSON.stringify(body) }, signal);
  }

  private async request(url: string, init: RequestInit, signal: AbortSignal): Promise<Response | Refused> {
    const key = await this.options.key();
    const authorization = key ? { authorization: `Bearer ${key}` } : {};
    // A redirect is not followed: text and key go nowhere but where the person has sent them.
    const request: RequestInit = { ...init, redirect: 'manual', signal };
    request.headers = { ...init.headers, ...authorization };
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.attempt(url, request, signal, key);
      if (outcome instanceof Response) return outcome;
      const wait = attempt + 1 < MOST_ATTEMPTS ? this.waitBefore(attempt, outcome) : undefined;
      if (wait === undefined) {
        if (outcome instanceof EngineError) throw outcome;
        return outcome;
      }
      const reason = outcome instanceof EngineError ? outcome.why : `HTTP ${outcome.refusal.status}`;
      this.options.log(`${new URL(url).pathname}: ${reason}, again in ${Math.round(wait)} ms`);
      await sleep(wait, undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    }
  }

  private async attempt(
    url: string,
    request: RequestInit,
    signal: AbortSignal,
    key: string | undefined,
  ): Promise<Response | Refused | EngineError> {
    try {
      const response = await fetch(url, request);
      return response.ok ? response : await this.refused(url, response, key);
    } catch (error) {
      signal.throwIfAborted();
      const failure = connectionFailure(error, this.options);
      if (isBrokenConnection(error)) return failure;
      throw failure;
    }
  }

  /** Milliseconds until the next attempt; undefined where none would help, or not soon. */
  private waitBefore(attempt: number, outcome: Refused | EngineError): number | undefined {
    const wait = backoff(attempt, this.options.firstWait ?? 1000);
    if (outcome instanceof EngineError) return wait;
    const { status, retryAfter } = outcome.refusal;
    if (!TRY_AGAIN.includes(status)) return undefined;
    if (retryAfter === undefined) return wait;
    return retryAfter * 1000 > LONGEST_WAIT_MS ? undefined : retryAfter * 1000;
  }

  private async refused(url: string, response: Response, key: string | undefined): Promise<Refused> {
    const { status, headers } = response;
    const detail = refusalDetail(await response.text());
    const retryAfter = parseRetryAfter(headers.get('retry-after'), Date.now());
    const refusal: Refusal = {
      status,
      // Some servers quote the key that they refuse.
      detail: key ? detail.replaceAll(key, '…') : detail,
      path: new URL(url).pathname,
      hasKey: Boolean(key),
      location: headers.get('location') ?? undefined,
      retryAfter: retryAfter === undefined ? undefined : retryAfter / 1000,
    };
    return { refusal, failure: refusalFailure(refusal, this.options) };
  }
}
