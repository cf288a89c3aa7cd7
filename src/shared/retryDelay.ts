/** The longest that a request waits for its next attempt, in milliseconds. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * What a `Retry-After` header asks for, in milliseconds: it holds seconds or a date.
 * @param now milliseconds since 1970
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How long to wait where the server does not say: twice as long each time, and up to a quarter more, so that those who
 * were turned away together do not come back together.
 * @param attempt 0 for the first wait
 * @param first milliseconds of the first wait
 */
export function backoff(attempt: number, first: number): number {
  return Math.min(LONGEST_WAIT_MS, first * 2 ** attempt * (1 + Math.random() / 4));
}
