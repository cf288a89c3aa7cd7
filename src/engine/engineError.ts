import { UserError } from '../shared/errors.ts';

/**
 * Why an engine could not answer.
 * `interrupted`: it died in mid-answer and will be restarted. `unavailable`: it cannot start or was stopped.
 * `rejected`: it refused the request (too long, wrong parameters). `unanswered`: all that it gave was thinking.
 */
export type EngineErrorCode = 'interrupted' | 'unavailable' | 'rejected' | 'unanswered';

/** An engine's failure, with what to do next. */
export class EngineError extends UserError {
  constructor(
    readonly code: EngineErrorCode,
    what: string,
    why: string,
    nextStep: string,
    options?: ErrorOptions,
  ) {
    super(what, why, nextStep, options);
  }
}
