import { describe, expect, it } from 'vitest';
import { CompletionSource } from '../../../../src/writing/completion/completionSource.ts';
import { SpokenEngine, soon } from '../../support/spokenEngine.ts';

const cursor = (before: string, after = '') => ({ before, after, isMarkdown: true });
const never = () => new AbortController().signal;

function start() {
  const engine = new SpokenEngine();
  return { engine, source: new CompletionSource({ engine: () => engine }) };
}

describe('the source of completions', () => {
  it('asks the engine once for keystrokes that the answer under way matches', async () => {
    const { engine, source } = start();
    const cancel = new AbortController();
    const first = source.ask(cursor('本季度，'), cancel.signal);
    await engine.say('完成');
    cancel.abort();
    await expect(first).rejects.toThrow(/abort/i);
    source.follow('本季度，完');
    const second = source.ask(cursor('本季度，完'), never());
    await engine.say('了升级。', '.');
    expect(await second).toEqual({ text: '成了升级。' });
    expect(engine.requests).toHaveLength(1);
  });

  it('asks anew, and cancels the engine, when the answer under way turns out otherwise', async () => {
    const { engine, source } = start();
    const cancel = new AbortController();
    const first = source.ask(cursor('本季度，'), cancel.signal);
    await soon();
    cancel.abort();
    await expect(first).rejects.toThrow(/abort/i);
    const second = source.ask(cursor('本季度，开'), never());
    await engine.say('完成');
    expect(engine.requests[0]?.signal.aborted).toBe(true);
    await engine.say('展了培训。', '.');
    expect(await second).toEqual({ text: '展了培训。' });
    expect(engine.requests).toHaveLength(2);
  });

  it('cancels the engine on an edit that the answer does not match, and when nobody waits for it any more', async () => {
    for (const end of [
      (source: CompletionSource) => source.follow('本季'),
      async () => new Promise((resolve) => setTimeout(resolve, 400)),
    ]) {
      const { engine, source } = start();
      const cancel = new AbortController();
      const asked = source.ask(cursor('本季度，'), cancel.signal);
      await engine.say('完成');
      cancel.abort();
      await expect(asked).rejects.toThrow(/abort/i);
      expect(engine.requests[0]?.signal.aborted).toBe(false);
      await end(source);
      expect(engine.requests[0]?.signal.aborted).toBe(true);
    }
  });

  it('asks for nothing while keys come faster than the delay', async () => {
    const { engine, source } = start();
    for (const before of ['本', '本季', '本季度']) {
      const cancel = new AbortController();
      const asked = source.ask(cursor(before), cancel.signal, 1000);
      cancel.abort();
      await expect(asked).rejects.toThrow(/abort/i);
    }
    expect(engine.requests).toEqual([]);
  });

  it('answers from its cache, also where there was nothing, until it is cleared', async () => {
    const { engine, source } = start();
    const asked = source.ask(cursor('本季度，'), never());
    await engine.say('完成了升级。', '.');
    await asked;
    expect(await source.ask(cursor('本季度，完成'), never())).toEqual({ text: '了升级。' });
    expect(source.known(cursor('本季度，'))).toEqual({ text: '完成了升级。' });
    expect(engine.requests).toHaveLength(1);
    source.clear();
    expect(source.known(cursor('本季度，'))).toBeUndefined();
  });

  it('has the next completion ready that was prefetched', async () => {
    const { engine, source } = start();
    const prefetched = source.prefetch(cursor('本季度，完成了升级。'));
    await engine.say('效率提升。', '.');
    await prefetched;
    expect(source.known(cursor('本季度，完成了升级。'))).toEqual({ text: '效率提升。' });
    expect(engine.requests).toHaveLength(1);
  });

  it('passes the failure of the engine on, and asks it again', async () => {
    let attempts = 0;
    const { engine } = start();
    const source = new CompletionSource({
      engine: () => {
        if (attempts++ === 0) throw new Error('no engine');
        return engine;
      },
    });
    await expect(source.ask(cursor('本季度，'), never())).rejects.toThrow('no engine');
    const asked = source.ask(cursor('本季度，'), never());
    await engine.say('完成了升级。', '.');
    expect(await asked).toEqual({ text: '完成了升级。' });
  });
});
