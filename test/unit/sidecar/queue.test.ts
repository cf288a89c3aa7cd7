import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../src/engine/engine.ts';
import { RequestQueue } from '../../../src/sidecar/queue.ts';

const never = () => new AbortController().signal;

describe('the request queue', () => {
  it('serves typing before chat before writing, and equals in the order in which they came', async () => {
    const queue = new RequestQueue();
    const served: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const first = queue.run('writing', never(), () => released);
    const waiting: [Priority, string][] = [
      ['writing', 'writing 1'],
      ['chat', 'chat 1'],
      ['writing', 'writing 2'],
      ['typing', 'typing 1'],
      ['chat', 'chat 2'],
    ];
    const all = waiting.map(([priority, name]) =>
      queue.run(priority, never(), async () => void served.push(name)),
    );
    release();
    await Promise.all([first, ...all]);
    expect(served).toEqual(['typing 1', 'chat 1', 'chat 2', 'writing 1', 'writing 2']);
  });

  it('interrupts what runs for a higher priority, between two steps, and goes on with it then', async () => {
    const queue = new RequestQueue();
    const steps: string[] = [];
    const begun: Promise<void>[] = [];
    const work = (name: string, priority: Priority, onStep: (step: number) => void = () => undefined) =>
      queue.run(priority, never(), async (giveWay) => {
        for (let step = 1; step <= 3; step++) {
          await giveWay();
          steps.push(`${name} ${step}`);
          onStep(step);
        }
      });
    await work('section', 'writing', (step) => {
      if (step === 1) begun.push(work('ghost text', 'typing'), work('another section', 'writing'));
      if (step === 2) begun.push(work('answer', 'chat'));
    });
    await Promise.all(begun);
    expect(steps).toEqual(
      [
        'section 1',
        'ghost text 1',
        'ghost text 2',
        'ghost text 3',
        'section 2',
        'answer 1',
        'answer 2',
      ].concat(['answer 3', 'section 3', 'another section 1', 'another section 2', 'another section 3']),
    );
  });

  it('ends one that is cancelled while it gives way, and serves the rest', async () => {
    const queue = new RequestQueue();
    const cancel = new AbortController();
    let typing: Promise<void> | undefined;
    const writing = queue.run('writing', cancel.signal, async (giveWay) => {
      typing = queue.run('typing', never(), async () => {
        cancel.abort();
        await Promise.resolve();
      });
      await giveWay();
    });
    await expect(writing).rejects.toThrow(/abort/i);
    await typing;
    await expect(queue.run('writing', never(), async () => 'served')).resolves.toBe('served');
  });

  it('never runs two at a time', async () => {
    const queue = new RequestQueue();
    let running = 0;
    let most = 0;
    const task = async () => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    await Promise.all(Array.from({ length: 5 }, () => queue.run('chat', never(), task)));
    expect(most).toBe(1);
  });

  it('takes a waiting request out when it is cancelled, and serves the next', async () => {
    const queue = new RequestQueue();
    const cancel = new AbortController();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const first = queue.run('chat', never(), () => released);
    let ran = false;
    const cancelled = queue.run('chat', cancel.signal, async () => {
      ran = true;
    });
    const next = queue.run('chat', never(), async () => 'served');
    cancel.abort();
    await expect(cancelled).rejects.toThrow();
    release();
    await first;
    await expect(next).resolves.toBe('served');
    expect(ran).toBe(false);
  });
});
