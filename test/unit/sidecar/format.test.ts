import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../src/engine/engine.ts';
import { collect, engineStarter, never, request, textOf } from '../../support/engines.ts';

const PLAN: JsonSchema = {
  type: 'object',
  properties: {
    title: { type: 'string', maxLength: 20 },
    kind: { type: 'string', enum: ['总结', '计划', '方案'] },
    sections: {
      type: 'array',
      minItems: 2,
      maxItems: 3,
      items: {
        type: 'object',
        properties: {
          title: { type: 'string', maxLength: 10 },
          length: { type: 'integer', minimum: 50, maximum: 400 },
          points: { type: 'array', items: { type: 'string', maxLength: 8 }, maxItems: 2 },
        },
      },
    },
  },
};

const SAMPLINGS = [
  ['greedily', { greedy: true }],
  ['greedily, with a repetition penalty', { greedy: true, repetitionPenalty: 1.2 }],
  ['from the best tokens', { greedy: false, topK: 20, topP: 0.95, temperature: 1, seed: 1 }],
  ['wildly, from the whole vocabulary', { greedy: false, topK: 0, topP: 1, temperature: 5, seed: 2 }],
] as const;

describe('An answer of the demo model, which was never trained on JSON, held to a schema', () => {
  const start = engineStarter();

  it.each(SAMPLINGS)('is a value of it, drawn %s', async (_how, sampling) => {
    const events = await collect(start().stream(request({ format: PLAN, maxTokens: 600, sampling }), never));
    const text = textOf(events);
    const section = { title: expect.any(String), length: expect.any(Number), points: expect.any(Array) };
    const plan = JSON.parse(text);
    expect(plan).toEqual({
      title: expect.any(String),
      kind: expect.stringMatching(/^(总结|计划|方案)$/),
      sections: expect.arrayContaining([section]),
    });
    expect(text).not.toContain('\ufffd');
    expect([2, 3]).toContain(plan.sections.length);
    expect(events.at(-1)).toMatchObject({ type: 'done', stop: 'end' });
  });

  it('is cut where its tokens are used up, and says so', async () => {
    const events = await collect(start().stream(request({ format: PLAN, maxTokens: 5 }), never));
    expect(textOf(events)).toMatch(/^\{/);
    expect(events.at(-1)).toMatchObject({ type: 'done', stop: 'length' });
  });

  it('leaves the next answer of its slot as it was', async () => {
    const engine = start();
    const before = await collect(engine.stream(request(), never));
    await collect(engine.stream(request({ format: PLAN, maxTokens: 600 }), never));
    expect(textOf(await collect(engine.stream(request(), never)))).toBe(textOf(before));
  });

  it('is refused with a schema that has something else, by its name', async () => {
    const format = { type: 'string', pattern: '^a' } as JsonSchema;
    await expect(collect(start().stream(request({ format }), never))).rejects.toMatchObject({
      code: 'rejected',
      why: expect.stringContaining('request.format.pattern'),
    });
  });
});
