import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { errorBody, toServiceError } from '../http/serviceError.ts';
import { within } from '../http/within.ts';

/** A request refused sooner than this gets an HTTP status; later, the status has been sent. */
const STATUS_MS = 5000;
/** Clients and proxies give up on a connection that is silent for a minute or more. */
const SILENCE_MS = 15_000;

/**
 * Sends messages as server-sent events, then `[DONE]`. A failure after the first message is a message with `error`.
 * @throws what the messages throw at their beginning
 */
export async function sendEvents(c: Context, messages: AsyncGenerator<object>): Promise<Response> {
  const first = messages.next();
  await within(first, STATUS_MS);
  c.header('Content-Type', 'text/event-stream; charset=utf-8');
  c.header('Cache-Control', 'no-cache');
  // Asks nginx not to hold the answer back.
  c.header('X-Accel-Buffering', 'no');
  return stream(c, async (output) => {
    for await (const text of eventTexts(first, messages)) {
      if (output.aborted) break;
      await output.write(text);
    }
  });
}

async function* eventTexts(
  first: Promise<IteratorResult<object>>,
  messages: AsyncGenerator<object>,
): AsyncGenerator<string> {
  try {
    for (let next = first; ; next = messages.next()) {
      let result = await within(next, SILENCE_MS);
      while (result === undefined) {
        yield ': waiting\n\n';
        result = await within(next, SILENCE_MS);
      }
      if (result.done) break;
      yield eventText(JSON.stringify(result.value));
    }
    yield eventText('[DONE]');
  } catch (error) {
    yield eventText(JSON.stringify(errorBody(toServiceError(error))));
  } finally {
    await messages.return(undefined);
  }
}

function eventText(data: string): string {
  return `data: ${data}\n\n`;
}
