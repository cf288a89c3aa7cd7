import { describe, expect, it } from 'vitest';
import { collect, engineStarter, never, request, textOf } from '../../support/engines.ts';
import { thinkingModel } from '../../support/thinkingModel.ts';

describe('A model on this machine that thinks', () => {
  const start = engineStarter();

  it('answers at once where nobody asks for its thinking, and is told when it only thought', async () => {
    const engine = start({ modelFolder: await thinkingModel(), thinkingBudget: () => 20 });
    const types = new Set<string>();
    for await (const { type } of engine.stream(request({ maxTokens: 10 }), never)) types.add(type);
    expect([...types]).toEqual(['prefill', 'text', 'done']);

    let thought = 0;
    const asking = async () => {
      for await (const event of engine.stream(request({ maxTokens: 10, thinking: true }), never)) {
        if (event.type === 'thinking') thought = event.tokens;
        else expect(event.type).toBe('prefill');
      }
    };
    await expect(asking()).rejects.toMatchObject({ code: 'unanswered' });
    expect(thought).toBe(50);
  });

  it('begins at once with what it is held to', async () => {
    const engine = start({ modelFolder: await thinkingModel() });
    const format = { type: 'array', items: { type: 'integer', maximum: 9 }, maxItems: 2 } as const;
    const events = await collect(engine.stream(request({ thinking: true, format }), never));
    expect(Array.isArray(JSON.parse(textOf(events)))).toBe(true);
  });
});
