/**
 * An error meant for the person at the keyboard: what went wrong, why, and what to do about it.
 * Everything that can fail through a person's input or machine throws this; anything else is a bug.
 */
export class UserError extends Error {
  /**
   * @param what the thing that failed, as a short noun phrase or sentence without a full stop
   * @param why the reason
   * @param nextStep what the person can do
   */
  constructor(
    readonly what: string,
    readonly why: string,
    readonly nextStep: string,
    options?: ErrorOptions,
  ) {
    super(`${what} — ${why}; ${nextStep}`, options);
    this.name = 'UserError';
  }
}

/** The command line was used wrongly: exit code 2 instead of 1. */
export class UsageError extends UserError {}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for the error that an aborted AbortSignal throws. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
