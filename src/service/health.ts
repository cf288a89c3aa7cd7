import type { Context } from 'hono';
import type { Engine } from '../engine/engine.ts';
import { toServiceError } from './http/serviceError.ts';
import { within } from './http/within.ts';

/** An engine that is ready answers at once, one that starts when it has started. */
const READY_MS = 100;

/** `/health`: 200 when a request would be answered, 503 while the model is loaded or when it cannot be. */
export async function health(c: Context, engine: Engine): Promise<Response> {
  try {
    const info = await within(engine.info(), READY_MS);
    if (info === undefined) return c.json({ status: 'loading' }, 503);
    const { model, provider, contextLength } = info;
    return c.json({ status: 'ok', model, provider, context_length: contextLength });
  } catch (error) {
    return c.json({ status: 'failed', message: toServiceError(error).message }, 503);
  }
}
