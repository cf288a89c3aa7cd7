import { describe, expect, it } from 'vitest';
import { CompletionSource } from '../../../../src/writing/completion/completionSource.ts';
import { type GhostTextRequest, ghostText } from '../../../../src/writing/completion/ghostText.ts';
import { SpokenEngine, soon } from '../../support/spokenEngine.ts';

const never = new AbortController().signal;

/** A request of a person who types in Markdown, with ghost text switched on. */
function typed(before: string, more: Partial<GhostTextRequest> = {}): GhostTextRequest {
  const cursor = { before, after: '', isMarkdown: true };
  return { cursor, isCalledFor: false, hasSuggestionList: false, hasTyped: true, delay: 0, ...more };
}

function start() {
  const engine = new SpokenEngine();
  const source = new CompletionSource({ engine: () => engine });
  /** What comes of a request to which the model says this, and the same at its second attempt. */
  const answered = async (request: GhostTextRequest, answer: string) => {
    const outcome = ghostText(source, request, never);
    for (let attempt = 0; attempt < 2; attempt++) await engine.say(answer, '.');
    return outcome;
  };
  return { engine, source, answered };
}

describe('ghost text', () => {
  it('is shown when a person has typed and the model goes on in whole sentences', async () => {
    const { answered } = start();
    expect(await answered(typed('本季度，'), '完成了升级。')).toEqual({
      type: 'shown',
      text: '完成了升级。',
    });
  });

  it.each<[string, GhostTextRequest]>([
    ['suggestionList', typed('本季度，', { hasSuggestionList: true, isCalledFor: true })],
    ['off', typed('本季度，', { off: 'off' })],
    ['paused', typed('本季度，', { off: 'paused' })],
    ['noPlace', typed('```\ncode', { isCalledFor: true })],
    ['notTyped', typed('本季度，', { hasTyped: false })],
    ['fewTyped', typed('本季度，', { closed: 'fewTyped' })],
    ['engineFailed', typed('本季度，', { closed: 'engineFailed' })],
    ['noWords', typed('- ')],
  ])('does not appear, and the model is not asked: %s', async (type, request) => {
    const { engine, source } = start();
    expect(await ghostText(source, request, never)).toEqual({ type });
    expect(engine.requests).toEqual([]);
  });

  it('that is called for is found where none would come by itself', async () => {
    const { answered } = start();
    const request = typed('本季度，', {
      isCalledFor: true,
      off: 'snoozed',
      hasTyped: false,
      closed: 'fewTyped',
    });
    expect(await answered(request, '完成了升级。')).toMatchObject({ type: 'shown' });
  });

  it('that is known already is shown without typing, and so is the reason where there is none', async () => {
    const { source, answered } = start();
    await answered(typed('本季度，'), '完成了升级。');
    await answered(typed('上季度，'), '没有结尾，');
    const back = { hasTyped: false };
    expect(await ghostText(source, typed('本季度，', back), never)).toMatchObject({ type: 'shown' });
    expect(await ghostText(source, typed('上季度，', back), never)).toEqual({ type: 'nothing' });
  });

  it('does not say again what stands nearby', async () => {
    const { answered } = start();
    const request = typed('客服系统完成了全面升级。\n\n');
    expect(await answered(request, '客服系统完成了全面升级。')).toEqual({ type: 'repeats' });
  });

  it.each([
    ['本季度，', 'cancelled'],
    ['本季度wan', 'composing'],
  ])('after %s is given up when typing goes on: %s', async (before, type) => {
    const { source } = start();
    const cancel = new AbortController();
    const outcome = ghostText(source, typed(before, { delay: 1500 }), cancel.signal);
    cancel.abort();
    expect(await outcome).toEqual({ type });
  });

  it('is given up when the text changes otherwise', async () => {
    const { source } = start();
    const outcome = ghostText(source, typed('本季度，'), never);
    await soon();
    source.follow('上季度');
    expect(await outcome).toEqual({ type: 'cancelled' });
  });

  it('hands on the failure of the engine', async () => {
    const error = new Error('no engine');
    const source = new CompletionSource({
      engine: () => {
        throw error;
      },
    });
    expect(await ghostText(source, typed('本季度，'), never)).toEqual({ type: 'failed', error });
  });
});
