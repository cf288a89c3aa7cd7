import type { Check } from '../../cliContract/doctor.ts';
import { raceAbort } from '../../shared/abort.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { machineFailure } from '../../shared/files/machineFailure.ts';

/** A large model takes minutes to load from a slow disk. */
const TIMEOUT_MS = 180_000;

/** Runs one check; whatever goes wrong in it is its result. */
export async function check(
  name: string,
  work: (signal: AbortSignal) => Promise<string | Omit<Check, 'name'>>,
  signal: AbortSignal,
): Promise<Check> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const ended = AbortSignal.any([signal, timeout]);
  try {
    const result = await raceAbort(work(ended), ended);
    return typeof result === 'string' ? { name, works: true, detail: result } : { name, ...result };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      return { name, works: false, detail: `no answer in ${TIMEOUT_MS / 1000} s`, nextStep: 'see the log' };
    }
    const told = error instanceof UserError ? error : machineFailure(error);
    if (told) return { name, works: false, detail: `${told.what} — ${told.why}`, nextStep: told.nextStep };
    return { name, works: false, detail: messageOf(error), nextStep: 'report this' };
  }
}
