import path from 'node:path';
import type { Check } from '../../cliContract/doctor.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { SidecarEngine } from '../../engine/sidecar/sidecarEngine.ts';
import { remoteEngine } from '../options/remoteOption.ts';

const SERVICE_TIMEOUT_MS = 2000;

/** Starts the sidecar and asks for a few tokens. */
export async function sidecarCheck(
  modelFolder: string,
  provider: ProviderChoice,
  signal: AbortSignal,
): Promise<string> {
  const engine = new SidecarEngine({
    sidecarPath: path.join(import.meta.dirname, 'sidecar.js'),
    modelFolder,
    provider,
    log: () => undefined,
  });
  const ms = await firstText(engine, signal);
  return `answers ${ms} ms after its start`;
}

/**
 * Connects to a server and asks for a few tokens.
 * @param model the server's name of the model. Default: its first
 */
export async function remoteCheck(
  url: string,
  model: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const engine = remoteEngine(url, model);
  const info = await engine.info();
  const ms = await firstText(engine, signal);
  return `${info.model} on ${info.server}, context of ${info.contextLength} tokens; answers after ${ms} ms`;
}

/** Asks whether a service of this machine serves others: the window's, or that of `serve`. */
export async function serviceCheck(url: string, signal: AbortSignal): Promise<Omit<Check, 'name'>> {
  const off = {
    works: false,
    optional: true,
    nextStep:
      'for other programs, start it with `telechat-writer serve` or, in VS Code, "TeleChat: Start Service"',
  } as const;
  try {
    const response = await fetch(new URL('/health', url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(SERVICE_TIMEOUT_MS)]),
    });
    if (response.ok) return { works: true, detail: `answers on ${url}` };
    return { ...off, detail: `${url} answered ${response.status}` };
  } catch {
    return { ...off, detail: `none is on ${url}` };
  }
}

/** Milliseconds until an engine gives the first text; it is disposed then. */
async function firstText(engine: Engine, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  try {
    const asked = { priority: 'chat', slot: 'doctor', maxTokens: 4, thinkingTokens: 0 } as const;
    const request = { ...asked, input: { prefix: '工作' } };
    for await (const { type } of engine.stream(request, signal)) {
      if (type === 'text' || type === 'thinking') break;
    }
    return Math.round(performance.now() - started);
  } finally {
    await engine.dispose();
  }
}
