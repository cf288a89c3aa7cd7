import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, GenerationRequest } from '../../src/engine/engine.ts';
import type { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import type { Service } from '../../src/service/service.ts';
import { goldenVectors } from '../support/golden.ts';
import { demoEngine, post, serve } from '../support/service.ts';

const ENDPOINTS = ['/telechat/gptDialog/v2', '/telechat/gptDialog/v4'] as const;

interface Call {
  readonly question: string;
  readonly history: readonly { readonly role: string; readonly content: string }[];
  readonly do_sample: boolean;
  readonly top_k: number | null;
  readonly top_p: number;
  readonly temperature: number | null;
  readonly repetition_penalty: number;
}

interface Outcome {
  readonly chat_called_with?: Call;
  readonly json?: object;
}

interface Case extends Record<(typeof ENDPOINTS)[number], Outcome> {
  readonly name: string;
  readonly request: object;
}

/** JSON.parse cannot see what these two are about: that `5.0` is no whole number, and `2` no decimal one. */
const INVISIBLE = ['top_k_float', 'rp_int_2'];

describe('TeleChat’s own service answers as the official one does', () => {
  const { cases } = goldenVectors<{ readonly cases: readonly Case[] }>('service');
  const requests: GenerationRequest[] = [];
  let sidecar: SidecarEngine;
  let service: Service;

  beforeAll(async () => {
    sidecar = demoEngine();
    const engine: Engine = {
      info: () => sidecar.info(),
      countTokens: (conversation) => sidecar.countTokens(conversation),
      forget: (slot) => sidecar.forget(slot),
      dispose: () => sidecar.dispose(),
      stream: (request, signal) => {
        requests.push(request);
        // Long answers tell no more than short ones.
        return sidecar.stream({ ...request, maxTokens: Math.min(request.maxTokens, 24) }, signal);
      },
    };
    service = await serve(engine);
  });

  afterAll(async () => {
    await service.close();
    await sidecar.dispose();
  });

  for (const endpoint of ENDPOINTS) {
    it.each(cases.filter(({ name }) => !INVISIBLE.includes(name)))(`${endpoint}: $name`, async (vector) => {
      requests.length = 0;
      const reply = await post(service, endpoint, vector.request);
      expect(reply.status).toBe(200);
      const { chat_called_with: called, json } = vector[endpoint];
      if (called) {
        await expectAnswer(reply, endpoint);
        expectSameRequest(requests[0], called);
      } else {
        expect(await reply.json()).toEqual(json);
        expect(requests).toEqual([]);
      }
    });
  }

  async function expectAnswer(reply: Response, endpoint: string): Promise<void> {
    if (endpoint.endsWith('v2')) {
      expect(reply.headers.get('Content-Type')).toContain('text/html');
      expect(await reply.text()).not.toBe('');
      return;
    }
    const answer = (await reply.json()) as { content: string };
    expect(answer).toEqual({ role: 'bot', content: expect.any(String) });
    expect(answer.content).not.toBe('');
  }

  function expectSameRequest(request: GenerationRequest | undefined, called: Call): void {
    expect(request?.input).toEqual({
      conversation: [...called.history, { role: 'user', content: called.question }],
    });
    expect(request?.sampling).toEqual({
      greedy: !called.do_sample,
      topP: called.top_p,
      repetitionPenalty: called.repetition_penalty,
      ...(called.top_k === null ? {} : { topK: called.top_k }),
      ...(called.temperature === null ? {} : { temperature: called.temperature }),
    });
  }

  it('counts the prompt in max_length, and leaves the oldest turns out', async () => {
    const turn = [
      { role: 'user', content: '请介绍一下智能客服系统。' },
      { role: 'bot', content: '智能客服系统可以自动回答常见问题。'.repeat(4) },
    ];
    const dialog = [...turn, ...turn, ...turn, { role: 'user', content: '你好' }];
    requests.length = 0;
    await post(service, ENDPOINTS[1], { dialog, max_length: 150 });
    const [request] = requests;
    if (!request || 'prefix' in request.input) throw new Error('no conversation was asked');
    const tokens = await sidecar.countTokens(request.input.conversation);
    expect(request.input.conversation.length).toBeLessThan(dialog.length);
    expect(request.input.conversation.at(-1)).toEqual({ role: 'user', content: '你好' });
    expect(tokens + request.maxTokens).toBe(150);
  });
});
