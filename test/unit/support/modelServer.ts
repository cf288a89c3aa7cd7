import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON; empty where there was no body. */
  readonly body: Record<string, unknown>;
}

export type Handler = (response: ServerResponse, request: Received) => void | Promise<void>;

/** A server on this machine that answers each path as a test says; what is not named is 404, with a text as proxies have it. */
export class ModelServer {
  readonly requests: Received[] = [];
  /** Paths of requests that the client hung up on. */
  readonly hungUp: string[] = [];
  private readonly server: Server;

  private constructor(readonly handlers: Record<string, Handler>) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(handlers: Record<string, Handler>): Promise<ModelServer> {
    const server = new ModelServer(handlers);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get host(): string {
    return this.url.slice('http://'.length);
  }

  /** The requests of a path. */
  to(path: string): Received[] {
    return this.requests.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', headers } = request;
    const received: Received = { method, path, headers, body: text === '' ? {} : JSON.parse(text) };
    this.requests.push(received);
    response.on('close', () => {
      if (!response.writableFinished) this.hungUp.push(path);
    });
    const handler = this.handlers[path];
    if (handler) await handler(response, received);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  }
}

/** Answers with JSON. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
}

/** Answers one after the other; the last one again and again. */
export function inTurn(...handlers: readonly Handler[]): Handler {
  let turn = 0;
  return (response, request) => handlers[Math.min(turn++, handlers.length - 1)]?.(response, request);
}

/** A list of models as vLLM gives it. */
export function models(...names: readonly string[]): Handler {
  return json({
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', owned_by: 'vllm', max_model_len: 8192 })),
  });
}

/** Streams raw pieces with a pause between them, then ends; each piece is a packet of its own. */
export function stream(pieces: readonly (string | Uint8Array)[], type = 'text/event-stream'): Handler {
  return async (response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    response.end();
  };
}

/** Streams raw pieces, then breaks the connection. */
export function breakAfter(pieces: readonly string[], type = 'text/event-stream'): Handler {
  return async (response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) response.write(piece);
    // A reset overtakes what a client has not read yet, and a busy machine reads late.
    await new Promise((resolve) => setTimeout(resolve, 300));
    response.destroy();
  };
}

/** Streams raw pieces, then says nothing more. */
export function hangAfter(pieces: readonly string[], type = 'text/event-stream'): Handler {
  return (response) => {
    response.writeHead(200, { 'content-type': type });
    response.flushHeaders();
    for (const piece of pieces) response.write(piece);
  };
}

/** One event of a stream. */
export function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** The events of an answer in a conversation, as vLLM streams them. */
export function chatEvents(texts: readonly string[], finish = 'stop'): string[] {
  const chunk = (choice: object) =>
    event({ object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] });
  return [
    chunk({ delta: { role: 'assistant', content: '' } }),
    ...texts.map((content) => chunk({ delta: { content } })),
    chunk({ delta: {}, finish_reason: finish }),
    event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: texts.length } }),
    event('[DONE]'),
  ];
}

/** The events of the continuation of a raw text. */
export function completionEvents(texts: readonly string[], finish = 'stop'): string[] {
  const chunk = (choice: object) => event({ object: 'text_completion', choices: [{ index: 0, ...choice }] });
  return [
    ...texts.map((text) => chunk({ text })),
    chunk({ text: '', finish_reason: finish }),
    event('[DONE]'),
  ];
}
