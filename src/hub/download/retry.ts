import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, LONGEST_WAIT_MS } from '../../shared/retryDelay.ts';
import { HttpError } from './hubClient.ts';
import { TransferError } from './transferError.ts';

/** How long failures are borne. */
export interface Patience {
  /** Failures in a row, without a byte between them, that end it. */
  readonly failures: number;
  /** Before the first new attempt; twice as long before each further one. */
  readonly firstDelayMs: number;
}

/** About half a minute of bad network. */
const PATIENCE: Patience = { failures: 6, firstDelayMs: 1000 };

/** Of HTTP's answers, those that may be better later. */
const PASSING: readonly number[] = [408, 425, 429];

/** When to give up: failures are counted since the last progress, not since the start. */
export interface RetryOptions {
  /** Default: about half a minute. */
  readonly patience?: Patience | undefined;
  /** Told of each failure that is not the last. */
  readonly onRetry?: ((failure: unknown, delayMs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes so far: more than at the last failure, and the count of failures begins anew. */
  readonly bytes?: () => number;
}

/**
 * Repeats what fails through the network, with growing pauses.
 * @throws the last failure; any other at once; the signal's reason when aborted
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { patience = PATIENCE, onRetry, signal, bytes = () => 0 }: RetryOptions,
): Promise<Result> {
  let failures = 0;
  let reached = bytes();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      failures = bytes() > reached ? 1 : failures + 1;
      reached = Math.max(reached, bytes());
      if (failures >= patience.failures) throw error;
      const asked = error instanceof HttpError ? error.retryAfterMs : undefined;
      const grown = backoff(failures - 1, patience.firstDelayMs);
      const delay = Math.min(asked || grown, LONGEST_WAIT_MS);
      onRetry?.(error, delay);
      await sleep(delay, undefined, { signal });
    }
  }
}

/** True for a failure that time may mend: of the connection, or an answer such as 429 and 503. */
export function isPassing(error: unknown): boolean {
  if (error instanceof HttpError) return error.status >= 500 || PASSING.includes(error.status);
  return error instanceof TransferError || isNetworkFailure(error);
}

/** What Node and undici throw when a connection cannot be made, breaks or is silent; not what a certificate causes. */
function isNetworkFailure(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH|ABORTED)$/.test(
      code,
    ) ||
    /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|HPE_\w+)$/.test(code)
  );
}
