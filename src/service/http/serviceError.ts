import type { Context } from 'hono';
import { EngineError } from '../../engine/engineError.ts';
import { messageOf } from '../../shared/errors.ts';

/** HTTP statuses that the service fails with. */
export type FailureStatus = 400 | 401 | 403 | 404 | 405 | 413 | 500 | 503;

/** A request that cannot be served, as its sender is told. */
export class ServiceError extends Error {
  /**
   * @param code stable and machine-readable, OpenAI's own where it has one
   * @param param the field of the request that is wrong
   */
  constructor(
    readonly status: FailureStatus,
    readonly code: string,
    message: string,
    readonly param: string | null = null,
  ) {
    super(message);
  }
}

/** Anything that was thrown as what the sender of the request is told. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof EngineError) {
    return error.code === 'rejected'
      ? new ServiceError(400, 'invalid_request', error.message)
      : new ServiceError(503, `engine_${error.code}`, error.message);
  }
  return new ServiceError(500, 'internal_error', messageOf(error));
}

/** Logs what is no fault of the sender's, and not a sender who left. */
export function logFailure({ req }: Context, error: Error, log: (line: string) => void): void {
  if (toServiceError(error).status < 500 || req.raw.signal.aborted) return;
  log(`${req.method} ${req.path}: ${error.stack ?? error.message}`);
}

/** The body of a failed request in OpenAI's form. */
export function errorBody({ status, code, message, param }: ServiceError): object {
  return { error: { message, type: typeOf(status), param, code } };
}

function typeOf(status: FailureStatus): string {
  if (status >= 500) return 'server_error';
  if (status === 401) return 'authentication_error';
  return status === 403 ? 'permission_error' : 'invalid_request_error';
}
