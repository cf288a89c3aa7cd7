import { describe, expect, it } from 'vitest';
import { type Completion, complete } from '../../../../src/writing/completion/complete.ts';
import { CompletionCache } from '../../../../src/writing/completion/completionCache.ts';
import { completionPrompt } from '../../../../src/writing/completion/completionPrompt.ts';
import { maybeComposing } from '../../../../src/writing/completion/imeComposition.ts';
import { nextWord } from '../../../../src/writing/completion/nextWord.ts';
import { RunningCompletion } from '../../../../src/writing/completion/runningCompletion.ts';
import { TypingPace } from '../../../../src/writing/completion/typingPace.ts';
import { ScriptedEngine } from '../../support/scriptedEngine.ts';

const cursor = (before: string, after = '') => ({ before, after, isMarkdown: true });

describe('the prompt of a completion', () => {
  const heads = '# 智能客服总结\n\n## 一、概况\n\n';

  it('is the whole text where that is short', () => {
    expect(completionPrompt(`${heads}本季度，`, true, 1000)).toBe(`${heads}本季度，`);
  });

  it('keeps title and headings of what is cut off, and stays within the budget', () => {
    const prompt = completionPrompt(`${heads}${'我们完成了很多工作。'.repeat(100)}另外，`, true, 400);
    expect(prompt.startsWith(`${heads}我们`)).toBe(true);
    expect(prompt.endsWith('。另外，')).toBe(true);
    expect(prompt.length).toBeLessThanOrEqual(400);
  });

  it('keeps its beginning while a person types on, so that the KV cache stays good', () => {
    const text = `${heads}${'我们完成了很多工作。'.repeat(100)}`;
    const prompts = Array.from({ length: 40 }, (_, length) =>
      completionPrompt(text + '又'.repeat(length), true, 400),
    );
    expect(
      prompts.filter((prompt, index) => index > 0 && !prompt.startsWith(prompts[index - 1] ?? '')),
    ).toEqual([]);
  });

  it('knows the title in front matter, and of plain text the first line', () => {
    expect(completionPrompt('---\ntitle: "周报"\nauthor: 王\n---\n本周', true, 1000)).toBe('# 周报\n\n本周');
    const plain = completionPrompt(`会议纪要\n\n${'大家谈了很多。'.repeat(100)}`, false, 200);
    expect(plain.startsWith('会议纪要\n\n大家')).toBe(true);
  });
});

describe('complete', () => {
  const never = new AbortController().signal;
  const prefixOf = (request: { input: object }) => ('prefix' in request.input ? request.input.prefix : '');
  /** The scripted engine counts conversations; a completion is a prefix. */
  class PrefixEngine extends ScriptedEngine {
    constructor(private readonly answers: string[]) {
      super(() => '');
    }
    override async *stream(
      ...[request, signal]: Parameters<ScriptedEngine['stream']>
    ): ReturnType<ScriptedEngine['stream']> {
      this.requests.push(request);
      for (const text of this.answers.shift() ?? '') {
        signal.throwIfAborted();
        yield { type: 'text', text };
      }
      yield { type: 'done', stop: 'end', usage: { promptTokens: 1, reusedTokens: 0, generatedTokens: 1 } };
    }
  }

  it('asks with the raw text, before chat and writing, in a slot of its own', async () => {
    const engine = new PrefixEngine(['完成了升级。']);
    expect(await complete(engine, cursor('# 总结\n\n本季度，'), 2048, never)).toEqual({
      text: '完成了升级。',
    });
    expect(engine.requests).toHaveLength(1);
    expect(engine.requests[0]).toMatchObject({ priority: 'typing', slot: 'completion' });
    expect(engine.requests.map(prefixOf)).toEqual(['# 总结\n\n本季度，']);
  });

  it('tries others where the likeliest continuation is of no use, then gives up', async () => {
    const engine = new PrefixEngine(['没有结尾', '完成了升级。']);
    expect(await complete(engine, cursor('本季度，'), 2048, never)).toEqual({ text: '完成了升级。' });
    const none = await complete(new PrefixEngine([]), cursor('本季度，'), 2048, never);
    expect(none).toEqual({ text: '', why: 'nothing' });
  });

  it('asks for nothing where no completion belongs, and where there is nothing yet', async () => {
    const engine = new PrefixEngine([]);
    for (const before of ['```\ncode', '', '\n\n', '- ']) {
      expect((await complete(engine, cursor(before), 2048, never)).text).toBe('');
    }
    expect(engine.requests).toEqual([]);
  });
});

describe('a running completion', () => {
  function run() {
    let report: (raw: string) => void = () => undefined;
    let finish: (completion: Completion) => void = () => undefined;
    let signal: AbortSignal | undefined;
    const running = new RunningCompletion(cursor('本季度'), (abort, onProgress) => {
      report = onProgress;
      signal = abort;
      return new Promise((resolve, reject) => {
        finish = resolve;
        abort.addEventListener('abort', () => reject(abort.reason));
      });
    });
    return {
      running,
      report: (raw: string) => report(raw),
      finish: (text: string) => finish({ text }),
      signal,
    };
  }

  it('is kept while the keystrokes are its beginning, also those ahead of it', async () => {
    const { running, report, finish } = run();
    expect(running.follow(cursor('本季度完成'))).toBe(true);
    report('完');
    report('完成了');
    finish('完成了升级。');
    expect(await running.completion).toEqual({ text: '完成了升级。' });
  });

  it('is dropped, and the engine told, when the person types something else, before or after it is known', async () => {
    const early = run();
    early.report('完成了');
    expect(early.running.follow(cursor('本季度开'))).toBe(false);
    const late = run();
    late.running.follow(cursor('本季度开'));
    late.report('完');
    for (const { running, signal } of [early, late]) {
      expect(signal?.aborted).toBe(true);
      expect(await running.completion).toBeUndefined();
    }
  });

  it('is dropped after a deletion or a change behind the cursor', () => {
    expect(run().running.follow(cursor('本季'))).toBe(false);
    expect(run().running.follow(cursor('本季度', '。'))).toBe(false);
  });
});

describe('the cache of completions', () => {
  it('knows a completion at its place, and its rest while it is typed', () => {
    const cache = new CompletionCache();
    cache.add(cursor('本季度，'), { text: '完成了升级。' });
    expect(cache.find(cursor('本季度，'))?.text).toBe('完成了升级。');
    expect(cache.find(cursor('本季度，完成'))?.text).toBe('了升级。');
    expect(cache.find(cursor('本季度，完成了升级。'))).toBeUndefined();
    expect(cache.find(cursor('本季度，开'))).toBeUndefined();
    expect(cache.find(cursor('上季度，'))).toBeUndefined();
    expect(cache.find(cursor('本季度，', '后文'))).toBeUndefined();
  });

  it('remembers where there was nothing, and drops what was not used for longest', () => {
    const cache = new CompletionCache();
    cache.add(cursor('甲'), { text: '', why: 'nothing' });
    cache.add(cursor('乙'), { text: '二。' });
    expect(cache.find(cursor('甲'))).toEqual({ text: '', why: 'nothing' });
    for (let index = 0; index < 99; index++) cache.add(cursor(`丙${index}`), { text: '三。' });
    expect(cache.find(cursor('乙'))).toBeUndefined();
    expect(cache.find(cursor('甲'))?.text).toBe('');
  });
});

describe('the debounce', () => {
  /** The delay after so many keys, one each `interval` milliseconds. */
  function delayAfter(interval: number, latency: number): number {
    const pace = new TypingPace();
    for (let key = 0; key < 30; key++) {
      pace.typed(key * interval);
      pace.completed(latency);
    }
    return pace.delay;
  }

  it('is a bit longer than the usual pause between keys, and longer still where completions are slow', () => {
    expect(delayAfter(100, 50)).toBeGreaterThan(100);
    expect(delayAfter(100, 50)).toBeLessThan(200);
    expect(delayAfter(250, 50)).toBeGreaterThan(250);
    expect(delayAfter(100, 2000)).toBeGreaterThan(delayAfter(100, 50));
    expect(delayAfter(1500, 5000)).toBeLessThanOrEqual(600);
  });

  it('takes a long pause for thinking', () => {
    const pace = new TypingPace();
    const before = pace.delay;
    pace.typed(0);
    pace.typed(60_000);
    expect(pace.delay).toBe(before);
  });
});

describe('the next word', () => {
  it('is a Chinese word, a Latin word, or the marks before one', () => {
    expect(nextWord('完成了升级')).toBe('完成');
    expect(nextWord('，完成了')).toBe('，');
    expect(nextWord(' quick brown')).toBe(' quick');
    expect(nextWord('\n\n下一步')).toMatch(/^\n\n下/);
    expect(nextWord('')).toBe('');
    expect(nextWord('。”')).toBe('。”');
  });

  it('word by word, is the whole text', () => {
    let rest = '完成了3项任务，效率 improved by 5%。\n- 下一步';
    const words = [];
    for (let word = nextWord(rest); word !== ''; word = nextWord(rest)) {
      words.push(word);
      rest = rest.slice(word.length);
    }
    expect(words.length).toBeGreaterThan(8);
    expect(rest).toBe('');
  });
});

describe('an input method at work', () => {
  it('is guessed from Latin letters right after Chinese text', () => {
    for (const text of ['本季度wan', "本季度，wan'cheng", '（zhi'])
      expect(maybeComposing(text), text).toBe(true);
    for (const text of ['本季度', '本季度 ok', 'The team', '使用git，']) {
      expect(maybeComposing(text), text).toBe(false);
    }
  });
});
