import type { Context } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { toServiceError } from './http/serviceError.ts';
import { within } from './http/within.ts';

/** An engine that is ready answers at once, one that starts when it has started. */
const READY_MS = 100;
const QUESTION = [{ role: 'user', content: '?' }] as const;
/** Far more than what computes takes between two steps. */
const ANSWER_MS = 5000;

/**
 * `/health`: 200 when a request would be answered, which a question to what computes shows; 503 while the model is loaded,
 * when it cannot be, or when nothing is answered.
 */
export async function health(c: Context, engine: Engine): Promise<Response> {
  try {
    const info = await within(engine.info(), READY_MS);
    if (info === undefined) return c.json({ status: 'loading' }, 503);
    if ((await within(engine.countTokens(QUESTION), ANSWER_MS)) === undefined) {
      return c.json(
        { status: 'unresponsive', message: `nothing was answered for ${ANSWER_MS / 1000} s` },
        503,
      );
    }
    const { model, provider, contextLength } = info;
    return c.json({ status: 'ok', model, provider, context_length: contextLength });
  } catch (error) {
    return c.json({ status: 'failed', message: toServiceError(error).message }, 503);
  }
}
