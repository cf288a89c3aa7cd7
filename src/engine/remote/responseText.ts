import { createParser } from 'eventsource-parser';
import { brokenStream, type RemoteServer } from './remoteFailure.ts';

/**
 * The text of a response as it comes, in whole characters.
 * @throws EngineError `interrupted` when the connection breaks; the signal's reason when aborted
 */
export async function* readText(
  response: Response,
  server: RemoteServer,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const next = await reader?.read();
      if (!next || next.done) return;
      yield decoder.decode(next.value, { stream: true });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw brokenStream(server, error);
  } finally {
    // Where the reader has had enough, a stream that was aborted meanwhile is no failure.
    reader?.cancel().catch(() => undefined);
  }
}

/** The data of each server-sent event, as it comes; comments and what breaks off before its end are left out. */
export async function* readEvents(
  response: Response,
  server: RemoteServer,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  for await (const text of readText(response, server, signal)) {
    parser.feed(text);
    yield* events;
    events = [];
  }
}
