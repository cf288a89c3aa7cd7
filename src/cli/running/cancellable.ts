import { UserError } from '../../shared/errors.ts';

/** Runs work whose signal Ctrl+C aborts, and the end of the program that started this one with a channel to it. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  process.once('disconnect', cancel);
  // The channel may have closed before anybody listened.
  if (process.connected === false) cancel();
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    process.off('disconnect', cancel);
  }
}

/**
 * Runs work that Ctrl+C ends without a result.
 * @param what the work, as a noun phrase
 * @param nextStep what can be done after it was cancelled
 * @throws UserError when it was cancelled
 */
export async function cancellable<Result>(
  what: string,
  nextStep: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return interruptible(async (signal) => {
    try {
      return await work(signal);
    } catch (cause) {
      // Ctrl+C ends the engine's process too, which then fails in its own words.
      if (!signal.aborted) throw cause;
      throw new UserError(what, 'it was cancelled', nextStep, { cause });
    }
  });
}
