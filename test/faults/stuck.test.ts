import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isAbort } from '../../src/shared/errors.ts';
import { importCheckpoint } from '../../src/telechat/import/importer.ts';
import { inTemporaryFolder, writeCheckpoint } from '../support/checkpoint.ts';
import { collect, engineStarter, never, request, sidecarOf } from '../support/engines.ts';
import { goldenPath } from '../support/golden.ts';
import { isRunning, waitUntil } from '../support/processes.ts';
import { serve } from '../support/service.ts';

/** One of TeleChat 7B with a pattern that tries every way to cut a word in two. */
async function endlessTokenizer(): Promise<object> {
  const file = goldenPath('models', 'tiny-7b-bbpe-tokenizer', 'tokenizer.json');
  const json = JSON.parse(await readFile(file, 'utf8'));
  const split = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
  const [, ...others] = json.pre_tokenizer.pretokenizers;
  return { ...json, pre_tokenizer: { type: 'Sequence', pretokenizers: [split, ...others] } };
}

describe('An engine that is caught in something', () => {
  const start = engineStarter();
  const stopped: number[] = [];

  afterEach(() => {
    for (const pid of stopped.splice(0)) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });

  function stop(pid: number): void {
    process.kill(pid, 'SIGSTOP');
    stopped.push(pid);
  }

  it('is ended when it does not hear a cancellation, and the next request starts another', async () => {
    const engine = start({ cancelSeconds: 1 });
    const pid = await sidecarOf(engine);
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const _ of engine.stream(request({ maxTokens: 4000 }), cancel.signal)) {
        if (!stopped.includes(pid)) stop(pid);
        cancel.abort();
      }
    })();
    expect(await reading.catch((error: unknown) => isAbort(error))).toBe(true);
    const waiting = collect(engine.stream(request({ slot: 'other' }), never));
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    expect(await waitUntil(() => !isRunning(pid))).toBe(true);
    expect((await collect(engine.stream(request(), never))).at(-1)?.type).toBe('done');
  });

  it("that a stranger's pattern would hold for ever says so in seconds, and answers the next request", () =>
    inTemporaryFolder(async (folder) => {
      const [checkpoint, model] = [path.join(folder, 'checkpoint'), path.join(folder, 'model')];
      await mkdir(checkpoint);
      await writeCheckpoint(checkpoint);
      await rm(path.join(checkpoint, 'tokenizer.model'));
      await writeFile(path.join(checkpoint, 'tokenizer.json'), JSON.stringify(await endlessTokenizer()));
      await importCheckpoint({ checkpoint, out: model });
      const engine = start({ modelFolder: model });
      const count = (content: string) => engine.countTokens([{ role: 'user', content }]);
      await expect(count(`${'a'.repeat(60)}b`)).rejects.toThrow(
        /tokenizer\.json — its patterns take more than 6 s for 61 characters/,
      );
      expect(await count('今天')).toBeGreaterThan(1);
    }));

  it('is left alone when it hears one', async () => {
    const engine = start({ cancelSeconds: 1 });
    const pid = await sidecarOf(engine);
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const _ of engine.stream(request({ maxTokens: 4000 }), cancel.signal)) cancel.abort();
    })();
    await reading.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await engine.pid()).toBe(pid);
  });

  it('is not called healthy', async () => {
    const engine = start();
    const service = await serve(engine);
    try {
      const health = async () => {
        const answer = await fetch(`${service.url}/health`);
        return { status: answer.status, body: await answer.json() };
      };
      const pid = await sidecarOf(engine);
      expect(await health()).toMatchObject({ status: 200, body: { status: 'ok' } });
      stop(pid);
      expect(await health()).toMatchObject({ status: 503, body: { status: 'unresponsive' } });
      process.kill(pid, 'SIGCONT');
      expect(await health()).toMatchObject({ status: 200, body: { status: 'ok' } });
    } finally {
      await service.close();
    }
  });
});
