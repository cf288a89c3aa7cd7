import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { draftSlot, type GenerationEvent } from '../../src/engine/engine.ts';
import type { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import {
  collect,
  conversation,
  engineStarter,
  never,
  request,
  sidecarOf,
  textOf,
} from '../support/engines.ts';

const OUTLINE = '一、工作概述；二、主要成效；三、存在问题；四、下一步计划。'.repeat(12);
const FIRST = { input: { conversation: [{ role: 'user' as const, content: OUTLINE }] } };
/** So many bytes hold the caches of a few drafts. */
const PLENTY = 1e9;

describe('The KV cache of a draft', () => {
  const start = engineStarter();
  let folder: string;

  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'telechat-caches-')), 'made', 'when needed');
    return () => rm(path.dirname(path.dirname(folder)), { recursive: true, force: true });
  });

  /** An engine that saves whatever reading would gain. */
  const saving = (mostBytes = PLENTY, leastGain = Number.MIN_SAFE_INTEGER) =>
    start({ savedCaches: { folder, mostBytes, leastGain } });

  async function ask(engine: SidecarEngine, draft: string, changes = FIRST) {
    const slot = draftSlot(draft);
    return usage(await collect(engine.stream(request({ ...changes, slot, maxTokens: 20 }), never)));
  }

  function usage(events: readonly GenerationEvent[]) {
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('the answer did not end');
    return { text: textOf(events), ...done.usage };
  }

  async function files(ending: string): Promise<string[]> {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => name.endsWith(ending));
  }

  /** Waits until so many caches are saved. */
  async function saved(count: number): Promise<void> {
    await expect.poll(() => files('.json'), { timeout: 120_000 }).toHaveLength(count);
  }

  it('outlives a sidecar that is killed: the next computes the rest alone, and writes the same', async () => {
    const engine = saving();
    const first = await ask(engine, 'one');
    expect(first.reusedTokens).toBe(0);
    await saved(1);
    process.kill(await sidecarOf(engine), 'SIGKILL');
    await expect.poll(() => ask(engine, 'one').catch(() => undefined)).toBeDefined();
    const other = saving();
    const again = await ask(other, 'one');
    expect(again.promptTokens - again.reusedTokens).toBeLessThanOrEqual(16);
    expect(again.text).toBe(first.text);
  });

  it('is not saved where computing is as fast, nor for anything but drafts', async () => {
    const engine = saving(PLENTY, 2);
    await ask(engine, 'one');
    const careless = saving();
    await collect(careless.stream(request({ input: { conversation }, slot: 'chat:one' }), never));
    // Whoever forgets waits for what is being saved.
    for (const each of [engine, careless]) await each.forget('chat:one');
    expect(await files('')).toEqual([]);
  });

  it('goes with its draft, whether a sidecar runs or not', async () => {
    const engine = saving();
    await ask(engine, 'one');
    await ask(engine, 'two');
    await saved(2);
    await engine.forget(draftSlot('one'));
    await saved(1);
    await engine.dispose();
    await saving().forget(draftSlot('two'));
    expect(await files('')).toEqual([]);
  });

  it('makes room for that of another draft, the one that was not used for longest first', async () => {
    const engine = saving();
    await ask(engine, 'one');
    await saved(1);
    const [data = ''] = await files('.kv');
    const [index = ''] = await files('.json');
    const { size } = await stat(path.join(folder, data));
    const past = new Date(Date.now() - 60_000);
    await utimes(path.join(folder, index), past, past);
    const tight = saving(1.5 * size);
    await ask(tight, 'two');
    await expect.poll(() => files('.kv'), { timeout: 120_000 }).not.toContain(data);
    expect(await files('.kv')).toHaveLength(1);
  });

  it('is dropped a week after its last use', async () => {
    const engine = saving();
    await ask(engine, 'one');
    await saved(1);
    const [index = ''] = await files('.json');
    const past = new Date(Date.now() - 8 * 24 * 3600 * 1000);
    await utimes(path.join(folder, index), past, past);
    await ask(engine, 'two');
    await expect.poll(() => files('.json'), { timeout: 120_000 }).not.toContain(index);
  });

  it('is removed where none is to be kept any more', async () => {
    const engine = saving();
    await ask(engine, 'one');
    await saved(1);
    await engine.dispose();
    await saving(0).info();
    await expect.poll(() => files(''), { timeout: 120_000 }).toEqual([]);
  });

  it('that cannot be saved costs nothing but time later, and the log says so', async () => {
    const lines: string[] = [];
    const engine = start({
      savedCaches: { folder: '/dev/null/caches', mostBytes: PLENTY, leastGain: Number.MIN_SAFE_INTEGER },
      log: (line) => lines.push(line),
    });
    expect((await ask(engine, 'one')).text).not.toBe('');
    await expect.poll(() => lines.join('\n')).toMatch(/KV cache not saved: ENOTDIR/);
  });
});

describe('A sidecar that nobody asks anything', () => {
  const start = engineStarter();

  it('gives its memory back after a while, and the next request starts another', async () => {
    const states: string[] = [];
    const engine = start({ idleUnload: 300, onStateChange: ({ state }) => states.push(state) });
    const pid = await sidecarOf(engine);
    await collect(engine.stream(request({ maxTokens: 400 }), never));
    expect(await engine.pid()).toBe(pid);
    await expect.poll(() => states.at(-1), { timeout: 120_000 }).toBe('stopped');
    expect(await engine.pid()).toBeUndefined();
    expect(textOf(await collect(engine.stream(request(), never)))).not.toBe('');
  });
});
