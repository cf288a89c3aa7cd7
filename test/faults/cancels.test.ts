import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/engine.ts';
import { isAbort } from '../../src/shared/errors.ts';
import { mulberry32 } from '../../src/shared/random.ts';
import { collect, engineStarter, never, request } from '../support/engines.ts';
import { liveMebibytes } from '../support/liveMemory.ts';

const REQUESTS = 500;
const AT_A_TIME = 5;

const random = mulberry32(11);
const pick = (most: number) => Math.floor(random() * most);

/** Of any priority, in one of a few slots, with a prompt of any length. */
function anyRequest(): GenerationRequest {
  return request({
    input: { prefix: '为扎实做好年度工作，我们认真落实各项计划。'.repeat(1 + pick(12)) },
    priority: (['typing', 'chat', 'writing'] as const)[pick(3)] ?? 'chat',
    maxTokens: 1 + pick(40),
    slot: `slot ${pick(4)}`,
  });
}

describe('Five hundred requests that are cancelled at random', () => {
  const start = engineStarter();

  it('fail in no other way, leave no slot in use and nothing behind, and the next answer is as it was', async () => {
    const engine = start();
    const before = await collect(engine.stream(request({ slot: 'before' }), never));
    const pid = await engine.pid();
    const live = liveMebibytes();
    let asked = 0;
    let cancelled = 0;

    const ask = async () => {
      const cancel = new AbortController();
      const events = pick(10);
      try {
        // Some before they are asked, some before anything came, some on the way, some not at all.
        if (events === 0) cancel.abort();
        if (events === 1) void setImmediate().then(() => cancel.abort());
        let seen = 1;
        for await (const _ of engine.stream(anyRequest(), cancel.signal)) {
          if (++seen === events) cancel.abort();
        }
      } catch (error) {
        if (!isAbort(error)) throw error;
        cancelled++;
      }
    };
    const client = async () => {
      while (asked++ < REQUESTS) await ask();
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, client));

    expect(cancelled).toBeGreaterThan(REQUESTS / 4);
    expect(await collect(engine.stream(request({ slot: 'after' }), never))).toEqual(before);
    expect(await engine.pid()).toBe(pid);
    // Each slot still has its cache, which a request that had kept it would not have given back.
    for (let slot = 0; slot < 4; slot++) {
      const again = { slot: `slot ${slot}`, maxTokens: 1 };
      await collect(engine.stream(request(again), never));
      const done = (await collect(engine.stream(request(again), never))).at(-1);
      expect(done).toMatchObject({ usage: { reusedTokens: expect.any(Number) } });
      if (done?.type === 'done') expect(done.usage.reusedTokens).toBe(done.usage.promptTokens - 1);
    }
    expect(liveMebibytes() - live).toBeLessThan(2);
  });
});
