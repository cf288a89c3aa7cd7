import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineInfo, GenerationEvent, GenerationRequest } from '../../src/engine/engine.ts';
import { PARENT_PID } from '../../src/engine/protocol.ts';
import { collect, conversation, engineStarter, never, request, textOf } from '../support/engines.ts';
import { isRunning, waitUntil } from '../support/processes.ts';
import { demoModel, program } from '../support/program.ts';

describe('the engine in a process of its own', () => {
  const startWith = engineStarter();
  const start = (modelFolder = demoModel, states: EngineInfo[] = []) =>
    startWith({ modelFolder, onStateChange: (info) => states.push(info) });

  it('starts on first use and streams whole characters, prefill first and usage last', async () => {
    const states: EngineInfo[] = [];
    const engine = start(demoModel, states);
    expect(states).toEqual([]);
    const events = await collect(engine.stream(request(), never));
    expect(states.map((info) => info.state)).toEqual(['starting', 'ready']);
    expect(events[0]?.type).toBe('prefill');
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    expect(textOf(events).length).toBeGreaterThan(10);
    expect(textOf(events)).not.toContain('\uFFFD');
    expect(events.filter((event) => event.type === 'text').length).toBeGreaterThan(5);
  });

  it('computes only what is new in a slot', async () => {
    const engine = start();
    const first = await collect(engine.stream(request(), never));
    const turns = [...conversation, { role: 'bot' as const, content: textOf(first) }];
    const next = request({ input: { conversation: [...turns, { role: 'user', content: '请继续。' }] } });
    const done = (await collect(engine.stream(next, never))).at(-1);
    if (done?.type !== 'done') throw new Error('the stream has no end');
    expect(done.usage.reusedTokens).toBeGreaterThan(done.usage.promptTokens / 2);
  });

  it('ends before a stop string', async () => {
    const engine = start();
    const whole = textOf(await collect(engine.stream(request(), never)));
    const stop = whole.slice(8, 11);
    const events = await collect(engine.stream(request({ stop: [stop] }), never));
    expect(textOf(events)).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(events.at(-1)).toMatchObject({ stop: 'stop' });
  });

  it('stops computing when the request is cancelled, and serves the next', async () => {
    const engine = start();
    await engine.info();
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const event of engine.stream(request({ maxTokens: 4000, slot: 'long' }), cancel.signal)) {
        if (event.type === 'text') cancel.abort();
      }
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    // One request at a time: this is served only when the cancelled one has ended.
    const events = await collect(engine.stream(request({ maxTokens: 3 }), never));
    expect(events.at(-1)?.type).toBe('done');
  });

  it('killed in mid-answer reports the answer as interrupted once, and serves the next request', async () => {
    const engine = start();
    await engine.info();
    const before = await engine.pid();
    const reading = (async () => {
      for await (const event of engine.stream(request({ maxTokens: 4000 }), never)) {
        if (event.type === 'text' && before) process.kill(before, 'SIGKILL');
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    const events = await collect(engine.stream(request(), never));
    expect(events.at(-1)?.type).toBe('done');
    expect(await engine.pid()).not.toBe(before);
  });

  it('serves a person who types while a document is written, which goes on unchanged with its KV cache', async () => {
    const engine = start();
    const document = request({ maxTokens: 200, slot: 'document' });
    const undisturbed = await collect(engine.stream({ ...document, slot: 'undisturbed' }, never));
    const events: GenerationEvent[] = [];
    let completions = 0;
    for await (const event of engine.stream(document, never)) {
      events.push(event);
      if (event.type !== 'text' || completions === 3) continue;
      const typed = request({
        input: { prefix: '为扎实做好' },
        priority: 'typing',
        maxTokens: 5,
        slot: 'completion',
      });
      const answer = await collect(engine.stream(typed, never));
      expect(answer.at(-1)).toMatchObject({ type: 'done' });
      completions++;
    }
    expect(completions).toBe(3);
    expect(textOf(events)).toBe(textOf(undisturbed));
    const again = (await collect(engine.stream({ ...document, maxTokens: 1 }, never))).at(-1);
    if (again?.type !== 'done') throw new Error('the stream has no end');
    expect(again.usage.reusedTokens).toBe(again.usage.promptTokens - 1);
  });

  it('serves typing before the end of what is written, and chat before what waits', async () => {
    const engine = start();
    await engine.info();
    const order: string[] = [];
    const ask = async (priority: GenerationRequest['priority'], slot: string, maxTokens: number) => {
      await collect(engine.stream(request({ priority, maxTokens, slot }), never));
      order.push(slot);
    };
    const first = ask('writing', 'first section', 300);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([
      first,
      ask('writing', 'second section', 2),
      ask('chat', 'chat', 40),
      ask('typing', 'completion', 2),
    ]);
    expect(order).toEqual(['completion', 'chat', 'first section', 'second section']);
  });

  it('says in words that a folder is no model, and tries again when asked again', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'telechat-'));
    const engine = start(folder);
    await expect(collect(engine.stream(request(), never))).rejects.toThrow(/telechat\.json|model/);
    await expect(engine.info()).rejects.toThrow(/telechat\.json|model/);
    rmSync(folder, { recursive: true });
  });

  it('refuses a prompt that fills the context, in words', async () => {
    const long = request({ input: { prefix: '长'.repeat(20_000) } });
    await expect(collect(start().stream(long, never))).rejects.toMatchObject({ code: 'rejected' });
  });

  it('is gone when its parent is killed during its start', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'telechat-'));
    const parentProgram = path.join(folder, 'parent.mjs');
    writeFileSync(
      parentProgram,
      `import { fork } from 'node:child_process';
       const env = { ...process.env, ${PARENT_PID}: String(process.pid) };
       process.send(fork(process.argv[2], [], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }).pid);
       setInterval(() => undefined, 1000);`,
    );
    const parent = fork(parentProgram, [program('sidecar.js')]);
    const pid = await new Promise<number>((resolve) =>
      parent.once('message', (message) => resolve(Number(message))),
    );
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await waitUntil(() => !isRunning(pid), 60_000)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
