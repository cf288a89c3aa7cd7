import { afterEach } from 'vitest';
import type { GenerationEvent, GenerationRequest } from '../../src/engine/engine.ts';
import { SidecarEngine, type SidecarEngineOptions } from '../../src/engine/sidecar/sidecarEngine.ts';
import { demoModel, program } from './program.ts';

export const never = new AbortController().signal;

export const conversation = [{ role: 'user' as const, content: '请写一份关于智能客服系统升级的工作总结。' }];

/** A request whose answer is always the same. */
export function request(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    input: { conversation },
    sampling: { greedy: true },
    maxTokens: 60,
    priority: 'writing',
    slot: 'test',
    ...changes,
  };
}

export async function collect(events: AsyncIterable<GenerationEvent>): Promise<GenerationEvent[]> {
  const all: GenerationEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function textOf(events: readonly GenerationEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

/** Makes engines in processes of their own; each ends with the test that made it. Call it in the body of a `describe`. */
export function engineStarter(): (options?: Partial<SidecarEngineOptions>) => SidecarEngine {
  const engines: SidecarEngine[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.dispose();
  });
  return (options = {}) => {
    const engine = new SidecarEngine({
      sidecarPath: program('sidecar.js'),
      modelFolder: demoModel,
      log: () => undefined,
      ...options,
    });
    engines.push(engine);
    return engine;
  };
}

/** Process id of the engine's sidecar, which is started where none runs. */
export async function sidecarOf(engine: SidecarEngine): Promise<number> {
  await engine.info();
  const pid = await engine.pid();
  if (pid === undefined) throw new Error('no sidecar runs');
  return pid;
}
