import { setTimeout } from 'node:timers/promises';
import type { ChatCompletionMessageParam } from 'openai/resources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import type { SidecarEngine } from '../../../src/engine/sidecar/sidecarEngine.ts';
import type { Service } from '../../../src/service/service.ts';
import { collect, demoEngine, openaiClient, post, serve } from '../../support/service.ts';

/** The demo model goes on with this for as long as it may. */
const long = { prompt: '品'.repeat(12), max_tokens: 4000, temperature: 0 };

describe('many callers at once', () => {
  let sidecar: SidecarEngine;
  let engine: Engine;
  let service: Service;
  /** Of every request to the engine, in their order. */
  const signals: AbortSignal[] = [];

  beforeAll(async () => {
    sidecar = demoEngine();
    engine = {
      info: () => sidecar.info(),
      countTokens: (conversation) => sidecar.countTokens(conversation),
      forget: (slot) => sidecar.forget(slot),
      dispose: () => sidecar.dispose(),
      stream: (request, signal) => {
        signals.push(signal);
        return sidecar.stream(request, signal);
      },
    };
    service = await serve(engine);
  });

  afterAll(async () => {
    await service.close();
    await sidecar.dispose();
  });

  async function waitFor(condition: () => boolean): Promise<void> {
    for (let tries = 0; tries < 400 && !condition(); tries++) await setTimeout(25);
    expect(condition()).toBe(true);
  }

  it('computes only what is new in a conversation that goes on, and tells no caller what others have asked', async () => {
    const reused: number[] = [];
    const watched: Engine = {
      info: () => sidecar.info(),
      countTokens: (conversation) => sidecar.countTokens(conversation),
      forget: (slot) => sidecar.forget(slot),
      dispose: () => sidecar.dispose(),
      async *stream(request, signal) {
        for await (const event of sidecar.stream(request, signal)) {
          if (event.type === 'done') reused.push(event.usage.reusedTokens);
          yield event;
        }
      },
    };
    const other = await serve(watched);
    try {
      const ask = (messages: ChatCompletionMessageParam[]) =>
        openaiClient(other).chat.completions.create({ model: 'demo-model', messages, max_tokens: 30 });
      const question: ChatCompletionMessageParam = { role: 'user', content: '请介绍一下你能写的文稿。' };
      const first = await ask([question]);
      const answer = first.choices[0]?.message.content ?? '';
      const next = await ask([
        question,
        { role: 'assistant', content: answer },
        { role: 'user', content: '继续' },
      ]);
      expect(reused[1]).toBeGreaterThan(first.usage?.prompt_tokens ?? 0);
      expect(Object.keys(next.usage ?? {})).toEqual(['prompt_tokens', 'completion_tokens', 'total_tokens']);
    } finally {
      await other.close();
    }
  });

  it('are served in turn, fifty of them, in every form, without an error', async () => {
    const client = openaiClient(service);
    const answers = Array.from({ length: 50 }, async (_, index): Promise<string> => {
      const content = `请写一份关于第${index}项工作的总结。`;
      const options = { model: 'demo-model', max_tokens: 12 };
      const messages = [{ role: 'user' as const, content }];
      if (index % 4 === 0) {
        const stream = await client.chat.completions.create({ ...options, messages, stream: true });
        const chunks = await collect(stream);
        return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
      }
      if (index % 4 === 1) {
        const reply = await client.chat.completions.create({ ...options, messages });
        return reply.choices[0]?.message.content ?? '';
      }
      if (index % 4 === 2) {
        const reply = await client.completions.create({
          ...options,
          prompt: `# 工作总结\n\n## 一、工作概述\n\n为扎实推进第${index}项工作，`,
        });
        return reply.choices[0]?.text ?? '';
      }
      const reply = await post(service, '/telechat/gptDialog/v2', { dialog: messages, max_length: 60 });
      expect(reply.headers.get('Content-Type')).toContain('text/html');
      return reply.text();
    });
    for (const answer of await Promise.all(answers)) expect(answer).not.toBe('');
  });

  it('who leave have their answers ended: while they stream, while they wait, and in the other form too', async () => {
    signals.length = 0;
    const callers = [{ stream: true }, { stream: true }, {}].map((options) => {
      const caller = new AbortController();
      const reply = post(service, '/v1/completions', { ...long, ...options }, { signal: caller.signal });
      return { caller, reply };
    });
    const reader = (await callers[0]?.reply)?.body?.getReader();
    await reader?.read();
    await waitFor(() => signals.length === 3);
    expect(signals.some(({ aborted }) => aborted)).toBe(false);
    const left = Promise.allSettled(callers.map(({ reply }) => reply));
    for (const { caller } of callers) caller.abort();
    await left;
    await waitFor(() => signals.every(({ aborted }) => aborted));
    // One answer at a time: this one comes only when the others have ended.
    const next = await post(service, '/v1/completions', { prompt: '工作', max_tokens: 2 });
    expect(next.status).toBe(200);
  });

  it('have their answers ended when the service ends', async () => {
    signals.length = 0;
    const other = await serve(engine);
    const replies = [{ stream: true }, { stream: true }, {}].map((options) =>
      post(other, '/v1/completions', { ...long, ...options }),
    );
    const reader = (await replies[0])?.body?.getReader();
    await reader?.read();
    await waitFor(() => signals.length === 3);
    const broken = Promise.allSettled([reader?.closed, ...replies]);
    await other.close();
    await broken;
    await waitFor(() => signals.every(({ aborted }) => aborted));
    const next = await post(service, '/v1/completions', { prompt: '工作', max_tokens: 2 });
    expect(next.status).toBe(200);
  });
});
