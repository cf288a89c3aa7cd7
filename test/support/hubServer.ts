import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in its own way; false leaves it to the server. */
type Fault = (request: IncomingMessage, response: ServerResponse, hub: HubServer) => boolean;

/** A server of files as a CDN is one: ETags, ranges, If-Range; and of faults, one for each request until they are used up. */
export class HubServer {
  readonly files = new Map<string, Buffer>();
  /** JSON by address, with its query. */
  readonly pages = new Map<string, unknown>();
  readonly faults: Fault[] = [];
  readonly requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  private readonly drops = new Map<number, ServerResponse>();
  private readonly server = createServer((request, response) => this.answer(request, response));

  private constructor() {}

  static async start(): Promise<HubServer> {
    const hub = new HubServer();
    await new Promise<void>((resolve) => hub.server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Breaks the connection once so many bytes of a file have arrived, as `reached` is told: nothing is left underway. */
  dropAt(bytes: number, response: ServerResponse): void {
    this.drops.set(bytes, response);
  }

  /** To be told how many bytes the client has. */
  reached(bytes: number): void {
    this.drops.get(bytes)?.destroy();
    this.drops.delete(bytes);
  }

  /** Ranges that were asked for, in the order of the requests for files; undefined for a whole file. */
  ranges(): (string | undefined)[] {
    return this.requests.filter(({ url }) => !url.startsWith('/api/')).map(({ headers }) => headers.range);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.requests.push({ url, headers: request.headers });
    if (this.faults.shift()?.(request, response, this)) return;
    const page = this.pages.get(url);
    if (page !== undefined) {
      response.end(JSON.stringify(page));
      return;
    }
    const file = this.files.get(url);
    if (file) sendFile(file, request, response);
    else response.writeHead(404).end();
  }
}

/** Sends what was asked for of a file. */
function sendFile(file: Buffer, { headers }: IncomingMessage, response: ServerResponse): void {
  const etag = etagOf(file);
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]);
  const isRange =
    !Number.isNaN(start) && [undefined, etag].includes(headers['if-range'] as string | undefined);
  if (!isRange) {
    response.writeHead(200, { etag, 'content-length': file.length }).end(file);
  } else if (start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
  } else {
    const range = `bytes ${start}-${file.length - 1}/${file.length}`;
    response
      .writeHead(206, { etag, 'content-range': range, 'content-length': file.length - start })
      .end(file.subarray(start));
  }
}

export function etagOf(file: Buffer): string {
  return `"${sha256(file).slice(0, 16)}"`;
}

export function sha256(file: Buffer): string {
  return createHash('sha256').update(file).digest('hex');
}

/** Sends a file's bytes up to `end`, from the one that was asked for, then breaks the connection. */
export function drop(file: Buffer, end: number): Fault {
  return ({ headers }, response, hub) => {
    const start = Number(/(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const head = { etag: etagOf(file), 'content-length': file.length - start };
    if (start === 0) response.writeHead(200, head);
    else
      response.writeHead(206, {
        ...head,
        'content-range': `bytes ${start}-${file.length - 1}/${file.length}`,
      });
    hub.dropAt(end, response);
    response.write(file.subarray(start, end));
    return true;
  };
}

/** Sends the first bytes of a file and then nothing more. */
export function stall(file: Buffer, bytes: number): Fault {
  return (_, response) => {
    response.writeHead(200, { etag: etagOf(file), 'content-length': file.length });
    response.write(file.subarray(0, bytes));
    return true;
  };
}

export function answer(
  status: number,
  headers: Record<string, string | number> = {},
  body: Buffer | string = '',
): Fault {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
}

/** Serves a repository as Hugging Face does (LFS for weights alone), or as ModelScope. */
export function publish(
  hub: HubServer,
  layout: 'huggingface' | 'modelscope',
  id: string,
  files: Readonly<Record<string, Buffer>>,
): void {
  const entries = Object.entries(files);
  if (layout === 'huggingface') {
    for (const [path, content] of entries) hub.files.set(`/${id}/resolve/main/${path}`, content);
    hub.pages.set(
      `/api/models/${id}/tree/main?recursive=true`,
      entries.map(([path, content]) => huggingFaceEntry(path, content)),
    );
    return;
  }
  for (const [path, content] of entries) hub.files.set(`/models/${id}/resolve/master/${path}`, content);
  const Files = entries.map(([Path, content]) => ({
    Path,
    Type: 'blob',
    Size: content.length,
    Sha256: sha256(content),
  }));
  hub.pages.set(`/api/v1/models/${id}/repo/files?Revision=master&Recursive=true`, {
    Code: 200,
    Success: true,
    Data: { Files: [{ Path: 'assets', Type: 'tree', Size: 0, Sha256: '' }, ...Files] },
  });
}

function huggingFaceEntry(path: string, content: Buffer): object {
  const size = content.length;
  const oid = createHash('sha1').update(`blob ${size}\0`).update(content).digest('hex');
  const isLarge = /\.(bin|safetensors)$/.test(path);
  return { type: 'file', path, size, oid, ...(isLarge ? { lfs: { oid: sha256(content), size } } : {}) };
}
