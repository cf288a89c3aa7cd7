import { describe, expect, it } from 'vitest';
import type { Priority } from '../../src/engine/engine.ts';
import { RequestQueue } from '../../src/sidecar/queue.ts';

const never = () => new AbortController().signal;

describe('the request queue', () => {
  it('serves typing before chat before writing, and equals in the order in which they came', async () => {
    const queue = new RequestQueue();
    const served: string[] = [];
    let release = (): void => undefined;
    const first = queue.run('writing', never(), () => new Promise<void>((resolve) => (release = resolve)));
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
    const first = queue.run('chat', never(), () => new Promise<void>((resolve) => (release = resolve)));
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
