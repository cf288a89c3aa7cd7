import path from 'node:path';
import OpenAI from 'openai';
import type { Engine } from '../../src/engine/engine.ts';
import { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import { type Service, type ServiceOptions, startService } from '../../src/service/service.ts';
import { demoModel, program } from './program.ts';

/** The demo model in a sidecar of its own. */
export function demoEngine(): SidecarEngine {
  return new SidecarEngine({
    sidecarPath: program('sidecar.js'),
    modelFolder: demoModel,
    log: () => undefined,
  });
}

/** A service on any free port of this machine. */
export function serve(engine: Engine, options: Partial<ServiceOptions> = {}): Promise<Service> {
  return startService({
    engine: () => engine,
    host: '127.0.0.1',
    port: 0,
    pageFolder: path.dirname(program('cli.js')),
    log: () => undefined,
    ...options,
  });
}

/** OpenAI's own client; it repeats nothing, so that a failure is seen. */
export function openaiClient({ url }: Service, apiKey = 'unused'): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
}

/** Posts JSON. */
export function post(
  { url }: Service,
  endpoint: string,
  body: unknown,
  init: RequestInit = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${url}${endpoint}`, {
    method: 'POST',
    ...init,
    body: text,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });
}

/** Everything that a stream brings. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
