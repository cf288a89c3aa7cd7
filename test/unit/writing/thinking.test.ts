import { describe, expect, it } from 'vitest';
import type { GenerationEvent, GenerationRequest } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/engineError.ts';
import { complete } from '../../../src/writing/completion/complete.ts';
import { parseOutline } from '../../../src/writing/outline/outline.ts';
import { continueText } from '../../../src/writing/revision/continuation.ts';
import { revise } from '../../../src/writing/revision/revise.ts';
import { planAsked, writeAsked } from '../../support/askedDocument.ts';
import { type Script, ScriptedEngine } from '../support/scriptedEngine.ts';

const never = new AbortController().signal;
const THOUGHTS = '一、先想清楚（约100字）：用户要什么\n二、再动笔（约100字）：怎么写';
const request = { kind: 'report', topic: '客服升级', points: [], length: 1000 };

/** An engine that thinks before every answer, whatever it is asked. */
function thinker(script: Script): ScriptedEngine {
  const engine = new ScriptedEngine(script, 100_000, true);
  engine.thoughts = THOUGHTS;
  return engine;
}

/** One that continues raw texts. */
class RawThinker extends ScriptedEngine {
  override async *stream(asked: GenerationRequest): AsyncGenerator<GenerationEvent> {
    this.requests.push(asked);
    yield { type: 'thinking', text: THOUGHTS, tokens: 30 };
    yield { type: 'text', text: '提升了效率。' };
    const usage = { promptTokens: 1, reusedTokens: 0, generatedTokens: 36 };
    yield { type: 'done', stop: 'end', usage };
  }
}

async function last<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  let found: T | undefined;
  for await (const item of items) found = item;
  return found;
}

describe('What a model thinks', () => {
  it('is part of no outline and no document, and nobody asked for it', async () => {
    const engine = thinker((prompt) =>
      prompt.includes('列出提纲')
        ? '一、背景：现状\n二、做法：三级工单\n三、成效：结果'
        : '升级后，客户等待的时间少了一半。',
    );
    const outline = await planAsked(engine, request, never);
    expect(outline.sections.map(({ title }) => title)).toEqual(['背景', '做法', '成效']);
    let document = '';
    for await (const event of writeAsked(engine, request, outline, never)) {
      if (event.type === 'text') document += event.delta;
    }
    expect(document).toContain('升级后');
    expect(document).not.toContain('先想清楚');
    expect(engine.requests.filter(({ thinking }) => thinking)).toEqual([]);
    expect(JSON.stringify(engine.requests)).not.toContain('先想清楚');
  });

  it('is part of no revision', async () => {
    const engine = thinker(() => '系统运行平稳，效率显著提升。');
    const asked = { mode: 'polish', text: '系统挺好的，快多了。', before: '', after: '' } as const;
    expect(await last(revise(engine, asked, never))).toMatchObject({ text: '系统运行平稳，效率显著提升。' });
    expect(engine.requests[0]?.thinking).toBeUndefined();
  });

  it('is part of no ghost text and no continuation', async () => {
    const engine = new RawThinker(() => '');
    const cursor = { before: '本季度，我们', after: '', isMarkdown: true };
    expect(await complete(engine, cursor, 4096, never)).toEqual({ text: '提升了效率。' });
    const tools = { engine, model: await engine.info(), seed: undefined, signal: never };
    expect(await last(continueText(tools, '本季度，我们'))).toBe('提升了效率。');
    expect(engine.requests.filter(({ thinking }) => thinking)).toEqual([]);
  });

  it('does not pass for an answer: that it was all there was is told', async () => {
    const engine = thinker(() => '');
    const unanswered = new EngineError('unanswered', 'the answer', 'all was thinking', 'ask again');
    engine.stream = () => {
      throw unanswered;
    };
    const asked = { mode: 'polish', text: '系统挺好的。', before: '', after: '' } as const;
    await expect(last(revise(engine, asked, never))).rejects.toBe(unanswered);
    await expect(planAsked(engine, request, never)).rejects.toBe(unanswered);
    const outline = parseOutline('一、背景（约100字）：现状');
    await expect(last(writeAsked(engine, request, outline, never))).rejects.toBe(unanswered);
  });
});
