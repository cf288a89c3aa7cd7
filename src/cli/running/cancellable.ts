import { UserError } from '../../shared/errors.ts';
import { outputFailed, whyOutputFailed } from '../output/standardOutput.ts';

/** Ctrl+C, a polite end, and a terminal that goes, as with a connection that is lost. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work whose signal aborts when it is to end: by a signal of the system, with the program that started this one with a
 * channel to it, or because nobody reads what it prints.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  for (const end of ENDS) process.once(end, cancel);
  process.once('disconnect', cancel);
  outputFailed.addEventListener('abort', cancel);
  // The channel may have closed before anybody listened.
  if (process.connected === false || outputFailed.aborted) cancel();
  try {
    return await work(controller.signal);
  } finally {
    for (const end of ENDS) process.off(end, cancel);
    process.off('disconnect', cancel);
    outputFailed.removeEventListener('abort', cancel);
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
      throw new UserError(what, whyCancelled(), nextStep, { cause });
    }
  });
}

/** Why work was cancelled, in words. */
export function whyCancelled(): string {
  return outputFailed.aborted ? whyOutputFailed() : 'it was cancelled';
}
