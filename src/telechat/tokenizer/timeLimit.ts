import { createContext, Script } from 'node:vm';

/** Node ends a synchronous call in time, also in the midst of a regular expression, only where a script makes it. */
const place = createContext({ work: () => undefined });
const call = new Script('work()');

/**
 * Calls `work`, and ends it where it takes too long.
 * @returns what it returns, or undefined where it was ended
 * @throws what it throws
 */
export function within<Result extends object>(milliseconds: number, work: () => Result): Result | undefined {
  place.work = work;
  try {
    return call.runInContext(place, { timeout: milliseconds }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    place.work = undefined;
  }
}
