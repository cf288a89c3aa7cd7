import { describe, expect, it } from 'vitest';
import type { EngineInfo, GenerationEvent, GenerationRequest } from '../../src/engine/engine.ts';
import type { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import { collect, engineStarter, never, request, sidecarOf, textOf } from '../support/engines.ts';

/** A prompt of several steps. */
const LONG = { input: { prefix: '为扎实做好年度工作，我们认真落实各项计划。'.repeat(60) } };

describe('A sidecar that is killed', () => {
  const start = engineStarter();

  /** An engine that kills its process as soon as it has begun to load the model, so many times. */
  function killedInLoad(times: number, states: EngineInfo[] = []): SidecarEngine {
    let left = times;
    return start({
      onStateChange: (info) => states.push(info),
      log: (line) => {
        const [, pid] = /^sidecar started, pid (\d+)$/.exec(line) ?? [];
        if (pid && left-- > 0) process.kill(Number(pid), 'SIGKILL');
      },
    });
  }

  /** Reads an answer and kills the process at the first such event. @returns what came, and how it ended */
  async function killAt(
    engine: SidecarEngine,
    asked: GenerationRequest,
    isTime: (event: GenerationEvent) => boolean,
  ) {
    const pid = await sidecarOf(engine);
    const events: GenerationEvent[] = [];
    const failure = await (async () => {
      for await (const event of engine.stream(asked, never)) {
        events.push(event);
        if (isTime(event)) process.kill(pid, 'SIGKILL');
      }
    })().catch((error: unknown) => error);
    return { events, failure };
  }

  it('in prefill: the request says so and what to do, and the next is answered', async () => {
    const engine = start();
    const { events, failure } = await killAt(
      engine,
      request(LONG),
      (event) => event.type === 'prefill' && event.done > 0 && event.done < event.total,
    );
    expect(events.every(({ type }) => type === 'prefill')).toBe(true);
    expect(failure).toMatchObject({ code: 'interrupted' });
    expect(String(failure)).toMatch(
      /ended unexpectedly \(signal SIGKILL\); try again: it starts anew by itself/,
    );
    expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
  });

  it('in decode: what was streamed stays, and the whole answer comes when it is asked for again', async () => {
    const engine = start();
    const asked = request({ maxTokens: 300 });
    const { events, failure } = await killAt(engine, asked, ({ type }) => type === 'text');
    expect(failure).toMatchObject({ code: 'interrupted' });
    const whole = textOf(await collect(engine.stream(asked, never)));
    expect(textOf(events).length).toBeGreaterThan(0);
    expect(whole.startsWith(textOf(events))).toBe(true);
  });

  it('in load: whoever waited is told, and the next request starts another', async () => {
    const states: EngineInfo[] = [];
    const engine = killedInLoad(1, states);
    const requests = [engine.info(), engine.countTokens([]), collect(engine.stream(request(), never))];
    for (const outcome of await Promise.allSettled(requests)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'interrupted' } });
    }
    expect(states.map(({ state }) => state)).toEqual(['starting', 'failed']);
    expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
    expect(states.map(({ state }) => state)).toEqual(['starting', 'failed', 'starting', 'ready']);
  });

  it('five times: it is not started again before a person asks for it', async () => {
    const engine = killedInLoad(5);
    for (let crash = 0; crash < 5; crash++) {
      await expect(engine.info()).rejects.toMatchObject({ code: 'interrupted' });
    }
    await expect(engine.info()).rejects.toThrow(
      /crashed five times in three minutes; see the log, then restart/,
    );
    await engine.restart();
    expect((await engine.info()).state).toBe('ready');
  });
});
