import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import type { EngineInfo } from '../../src/engine/engine.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, sidecarOf } from '../support/engines.ts';
import { childOf, isRunning, waitUntil } from '../support/processes.ts';
import { program } from '../support/program.ts';

/** As long as VS Code's own patience with an extension that it ends. */
const PATIENCE_MS = 5000;

describe('A window that is closed', () => {
  const start = engineStarter();

  it.each([
    ['SIGTERM', /the document — it was cancelled; nothing was written/],
    ['SIGKILL', /^$/],
  ] as const)(
    'while the model loads leaves no sidecar, by %s to the program that started it',
    async (signal, said) => {
      await inTemporaryFolder(async (folder) => {
        const out = path.join(folder, 'report.md');
        const args = ['write', '--kind', 'report', '--topic', '年度工作', '--json', '--out', out];
        const parent = spawn(process.execPath, [program('cli.js'), ...args], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        const words = text(parent.stderr);
        const sidecar = await childOf(parent, 'sidecar.js');
        parent.kill(signal);
        expect(await waitUntil(() => !isRunning(sidecar), PATIENCE_MS)).toBe(true);
        expect(await words).toMatch(said);
        expect(existsSync(out)).toBe(false);
      });
    },
  );

  it('while the model loads does not wait for it, even if it never ends', async () => {
    const states: EngineInfo[] = [];
    let pid = 0;
    const engine = start({
      onStateChange: (info) => states.push(info),
      log: (line) => {
        const [, started] = /^sidecar started, pid (\d+)$/.exec(line) ?? [];
        if (!started) return;
        pid = Number(started);
        process.kill(pid, 'SIGSTOP');
      },
    });
    const waiting = collect(engine.stream(request(), never));
    const outcome = expect(waiting).rejects.toThrow(/it was stopped; reload the window/);
    await vi.waitFor(() => expect(pid).toBeGreaterThan(0), { timeout: 120_000 });
    await engine.dispose();
    await outcome;
    expect(isRunning(pid)).toBe(false);
    expect(states.map(({ state }) => state)).toEqual(['starting', 'stopped']);
  });

  it('in mid-answer leaves no sidecar, and the answer says that it was stopped', async () => {
    const engine = start();
    const pid = await sidecarOf(engine);
    let closed: Promise<void> | undefined;
    const reading = (async () => {
      for await (const event of engine.stream(request({ maxTokens: 4000 }), never)) {
        if (event.type === 'text') closed ??= engine.dispose();
      }
    })();
    await expect(reading).rejects.toThrow(/it was stopped; reload the window/);
    await closed;
    expect(isRunning(pid)).toBe(false);
  });

  it('by a new setting in mid-answer: the answer says so, and the next request starts it anew', async () => {
    const engine = start();
    let restarted: Promise<void> | undefined;
    const reading = (async () => {
      for await (const event of engine.stream(request({ maxTokens: 4000 }), never)) {
        if (event.type === 'text') restarted ??= engine.restart();
      }
    })();
    await expect(reading).rejects.toThrow(/it was stopped; try again: it starts anew by itself/);
    expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
    await restarted;
  });
});
