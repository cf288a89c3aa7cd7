import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import type { GenerationEvent } from '../../engine/engine.ts';
import type { Generations } from '../http/generations.ts';
import { readJson } from '../http/requestBody.ts';
import { logFailure, ServiceError } from '../http/serviceError.ts';
import { DIALOG_ERRORS, DialogError } from './dialogError.ts';
import { parseDialogRequest } from './dialogRequest.ts';

interface Env {
  readonly Bindings: HttpBindings;
}

/** TeleChat's own service: v2 streams the text as it is, v4 answers in JSON. Failures are told with HTTP status 200. */
export function dialogRoutes(generations: Generations, log: (line: string) => void): Hono<Env> {
  const parse = async ({ req: { raw } }: Context<Env>) =>
    parseDialogRequest(await readJson(raw), generations.engine(), raw.signal);

  const routes = new Hono<Env>()
    .post('/v2', async (c) => sendText(c, generations.stream(await parse(c), c.req.raw.signal)))
    .post('/v4', async (c) => {
      const { text } = await generations.answer(await parse(c), c.req.raw.signal);
      return c.json({ role: 'bot', content: text });
    });
  routes.onError((error, c) => {
    // What has no code in the original: 413.
    if (error instanceof ServiceError && error.status === 413) throw error;
    if (!(error instanceof DialogError)) logFailure(c, error, log);
    const failure = error instanceof DialogError ? error : new DialogError(DIALOG_ERRORS.failed);
    return c.json(failure.body());
  });
  return routes;
}

/** The text and nothing else; it breaks off where the answer does. @throws what the events throw before the first text */
async function sendText(c: Context<Env>, events: AsyncGenerator<GenerationEvent>): Promise<Response> {
  const texts = textsOf(events);
  let next = await texts.next();
  c.header('Content-Type', 'text/html; charset=utf-8');
  return stream(c, async (output) => {
    try {
      for (; !next.done && !output.aborted; next = await texts.next()) await output.write(next.value);
    } catch {
      // The original's form has no place for a failure in mid-answer: a broken connection at least shows it.
      c.env.outgoing.destroy();
    } finally {
      await texts.return(undefined);
    }
  });
}

async function* textsOf(events: AsyncIterable<GenerationEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'text') yield event.text;
}
