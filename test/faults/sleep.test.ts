import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect, engineStarter, never, request, sidecarOf } from '../support/engines.ts';
import { isRunning } from '../support/processes.ts';

/** Twice as long as anybody here waits for a sidecar: it has 2 s to end when it is asked to, and looks for its parent each second. */
const ASLEEP_MS = 4000;

describe('A sidecar that the system puts to sleep', () => {
  const start = engineStarter();

  it('in mid-answer goes on when it wakes: not a word is missing', async () => {
    const engine = start();
    const whole = await collect(engine.stream(request({ maxTokens: 300 }), never));
    const pid = await sidecarOf(engine);
    const events = [];
    let slept = false;
    for await (const event of engine.stream(request({ maxTokens: 300, slot: 'asleep' }), never)) {
      events.push(event);
      if (event.type !== 'text' || slept) continue;
      slept = true;
      process.kill(pid, 'SIGSTOP');
      await setTimeout(ASLEEP_MS);
      process.kill(pid, 'SIGCONT');
    }
    expect(events).toEqual(whole);
    expect(await engine.pid()).toBe(pid);
  });

  it('can be cancelled while it sleeps, and serves the next request when it wakes', async () => {
    const engine = start();
    const pid = await sidecarOf(engine);
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const event of engine.stream(request({ maxTokens: 4000 }), cancel.signal)) {
        if (event.type !== 'text') continue;
        process.kill(pid, 'SIGSTOP');
        cancel.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    const next = collect(engine.stream(request({ slot: 'next' }), never));
    process.kill(pid, 'SIGCONT');
    expect((await next).at(-1)?.type).toBe('done');
    expect(await engine.pid()).toBe(pid);
  });

  it('and never wakes is ended all the same', async () => {
    const engine = start();
    const pid = await sidecarOf(engine);
    process.kill(pid, 'SIGSTOP');
    await engine.restart();
    expect(isRunning(pid)).toBe(false);
    expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
  });
});
