import { APIError, BadRequestError, NotFoundError } from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SidecarEngine } from '../../../src/engine/sidecar/sidecarEngine.ts';
import type { Service } from '../../../src/service/service.ts';
import { collect, demoEngine, openaiClient, post, serve } from '../../support/service.ts';

const model = 'demo-model';
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: '你好' }];

function heldTo(schema: object): object {
  return { messages, response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } };
}

describe('OpenAI’s own client on the service', () => {
  let engine: SidecarEngine;
  let service: Service;
  let client: ReturnType<typeof openaiClient>;

  beforeAll(async () => {
    engine = demoEngine();
    service = await serve(engine);
    client = openaiClient(service);
  });

  afterAll(async () => {
    await service.close();
    await engine.dispose();
  });

  it('lists the model and finds it by name', async () => {
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual([model]);
    expect((await client.models.retrieve(model)).id).toBe(model);
    await expect(client.models.retrieve('gpt-4')).rejects.toThrow(NotFoundError);
  });

  it('has a question answered, with the counts of tokens', async () => {
    const reply = await client.chat.completions.create({ model, messages, temperature: 0 });
    const [choice] = reply.choices;
    expect(choice?.message.role).toBe('assistant');
    expect(choice?.message.content).toContain('演示模型');
    expect(choice?.finish_reason).toBe('stop');
    const usage = reply.usage;
    expect(usage?.prompt_tokens).toBe(await engine.countTokens([{ role: 'user', content: '你好' }]));
    expect(usage?.completion_tokens).toBeGreaterThan(5);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it('goes on with an answer that the messages end with', async () => {
    const whole = await client.chat.completions.create({ model, messages, temperature: 0 });
    const text = whole.choices[0]?.message.content ?? '';
    const content = text.slice(0, 6);
    const begun: ChatCompletionMessageParam[] = [...messages, { role: 'assistant', content }];
    const rest = await client.chat.completions.create({ model, messages: begun, temperature: 0 });
    expect(content + rest.choices[0]?.message.content).toBe(text);
  });

  it('streams the same answer piece by piece, usage last where it is asked for', async () => {
    const whole = await client.chat.completions.create({ model, messages, temperature: 0 });
    const stream = await client.chat.completions.create({
      model,
      messages,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await collect(stream);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    const pieces = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').filter(Boolean);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(whole.choices[0]?.message.content);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)?.choices).toEqual([]);
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
  });

  it('goes on with a conversation, system message and parts of text included', async () => {
    const reply = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: '你是助手。' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '你' },
            { type: 'text', text: '好' },
          ],
        },
        { role: 'assistant', content: '您好！' },
        { role: 'user', content: '你好' },
      ],
      max_completion_tokens: 8,
    });
    expect(reply.choices[0]?.message.content).not.toBe('');
  });

  it('ends at max_tokens and says so', async () => {
    const reply = await client.chat.completions.create({ model, messages, max_tokens: 3 });
    expect(reply.choices[0]?.finish_reason).toBe('length');
    expect(reply.usage?.completion_tokens).toBe(3);
  });

  it('ends before a stop string', async () => {
    const whole = await client.chat.completions.create({ model, messages, temperature: 0 });
    const text = whole.choices[0]?.message.content ?? '';
    const stop = text.slice(4, 6);
    const reply = await client.chat.completions.create({ model, messages, temperature: 0, stop });
    expect(reply.choices[0]?.message.content).toBe(text.slice(0, text.indexOf(stop)));
    expect(reply.choices[0]?.finish_reason).toBe('stop');
  });

  it('draws the same text from the same seed, and others from others', async () => {
    const draw = async (seed: number) => {
      const reply = await client.completions.create({
        model,
        prompt: '本季度',
        max_tokens: 24,
        temperature: 1.5,
        top_p: 1,
        seed,
      });
      return reply.choices[0]?.text;
    };
    const first = await draw(1);
    expect(await draw(1)).toBe(first);
    expect(new Set([first, await draw(2), await draw(3)]).size).toBeGreaterThan(1);
  });

  it('continues a raw text, streaming and not', async () => {
    const request = { model, prompt: '工作', max_tokens: 12, temperature: 0 };
    const whole = await client.completions.create(request);
    expect(whole.object).toBe('text_completion');
    expect(whole.usage?.completion_tokens).toBeLessThanOrEqual(12);
    const stream = await client.completions.create({ ...request, stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(whole.choices[0]?.text);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason);
  });

  it.each([
    ['messages', { messages: [] }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages.0', { messages: [{ role: 'assistant', content: 'x' }] }],
    ['temperature', { messages, temperature: 3 }],
    ['top_p', { messages, top_p: -1 }],
    ['max_tokens', { messages, max_tokens: 0 }],
    ['stop', { messages, stop: [''] }],
    ['n', { messages, n: 2 }],
    ['seed', { messages, seed: 1.5 }],
    ['logprobs', { messages, logprobs: true }],
    ['logit_bias.42', { messages, logit_bias: { 42: -100 } }],
    ['tools', { messages, tools: [{ type: 'function', function: { name: 'save' } }] }],
    ['tool_choice', { messages, tool_choice: 'required' }],
    ['functions', { messages, functions: [{ name: 'save' }] }],
    [
      'messages.1.tool_calls',
      { messages: [...messages, { role: 'assistant', content: '', tool_calls: [{}] }] },
    ],
    ['reasoning_effort', { messages, reasoning_effort: 'high' }],
    ['guided_json', { messages, guided_json: {} }],
    ['stream_options.continuous_usage_stats', { messages, stream_options: { continuous_usage_stats: true } }],
    ['response_format.type', { messages, response_format: { type: 'grammar' } }],
    ['response_format.json_schema', { messages, response_format: { type: 'json_schema' } }],
    [
      'response_format.json_schema.schema.properties.date.pattern',
      heldTo({ type: 'object', properties: { date: { type: 'string', pattern: '^\\d+$' } } }),
    ],
    [
      'response_format.json_schema.schema.properties.date.anyOf',
      heldTo({ type: 'object', properties: { date: { anyOf: [] } } }),
    ],
  ])('refuses a wrong request and names the field: %s', async (param, body) => {
    const reply = await post(service, '/v1/chat/completions', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      error: { type: 'invalid_request_error', param, message: expect.any(String) },
    });
  });

  it.each([
    ['logprobs', { prompt: '工作', logprobs: 0 }],
    ['echo', { prompt: '工作', echo: true }],
    ['response_format', { prompt: '工作', response_format: { type: 'json_object' } }],
    ['min_tokens', { prompt: '工作', min_tokens: 5 }],
  ])('refuses what it does not do with a raw text, and names the field: %s', async (param, body) => {
    const reply = await post(service, '/v1/completions', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });

  /** Each field of OpenAI's two requests with a value that asks for something; those that are not done answer 400. */
  const ASKED = {
    chat: {
      done: {
        ...{ max_tokens: 1, max_completion_tokens: 1, temperature: 0.5, top_p: 0.9, seed: 1, stop: ['。'] },
        ...{ stream: false, response_format: { type: 'json_object' }, user: 'a', metadata: { a: 'b' } },
        ...{ prompt_cache_key: 'a', prompt_cache_retention: '24h', safety_identifier: 'a', store: false },
        ...{ parallel_tool_calls: true, prediction: { type: 'content', content: 'a' }, service_tier: 'auto' },
      },
      refused: {
        ...{ audio: { voice: 'alloy', format: 'mp3' }, frequency_penalty: 1, presence_penalty: 1, n: 2 },
        ...{ function_call: { name: 'a' }, functions: [{ name: 'a' }], logprobs: true, top_logprobs: 2 },
        ...{ reasoning_effort: 'high', verbosity: 'low', web_search_options: {}, service_tier: 'priority' },
        ...{ tools: [{ type: 'function', function: { name: 'a' } }], tool_choice: 'required', store: true },
      },
    },
    completions: {
      done: { max_tokens: 1, temperature: 0.5, top_p: 0.9, seed: 1, stop: '。', stream: false, user: 'a' },
      refused: {
        ...{
          best_of: 2,
          echo: true,
          frequency_penalty: 1,
          presence_penalty: 1,
          logprobs: 2,
          n: 2,
          suffix: 'a',
        },
        ...{ top_logprobs: 1, messages: [] },
      },
    },
  };
  it.each([
    ['/v1/chat/completions', { messages, max_tokens: 1 }, ASKED.chat],
    ['/v1/completions', { prompt: '工作', max_tokens: 1 }, ASKED.completions],
  ] as const)(
    'does each thing that may be asked of %s, or refuses it by name',
    async (url, plain, { done, refused }) => {
      for (const [field, value] of Object.entries(done)) {
        expect([field, (await post(service, url, { ...plain, [field]: value })).status]).toEqual([
          field,
          200,
        ]);
      }
      for (const [field, value] of Object.entries(refused)) {
        const reply = await post(service, url, { ...plain, [field]: value });
        expect([field, reply.status]).toEqual([field, 400]);
        const { error } = (await reply.json()) as { readonly error: { readonly param: string } };
        expect(error.param.split('.')[0]).toBe(field);
      }
    },
  );

  it.each([
    ['name', { name: '张三' }],
    ['tool_call_id', { tool_call_id: 'a' }],
    ['weight', { weight: 0 }],
  ])('refuses what a message asks for besides, and names it: %s', async (field, more) => {
    const body = { messages: [{ ...messages[0], ...more }] };
    const reply = await post(service, '/v1/chat/completions', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { param: `messages.0.${field}` } });
  });

  it('takes back an answer as it was sent', async () => {
    const answer = {
      role: 'assistant',
      content: '好',
      reasoning_content: '想',
      refusal: null,
      annotations: [],
    };
    const body = { messages: [messages[0], answer, messages[0]], max_tokens: 1 };
    expect((await post(service, '/v1/chat/completions', body)).status).toBe(200);
  });

  it('takes what changes nothing: fields that are null, empty or have OpenAI’s default', async () => {
    const reply = await post(service, '/v1/chat/completions', {
      messages: [
        { role: 'user', content: '你好' },
        { role: 'assistant', content: '好', refusal: null, tool_calls: [], function_call: null },
        { role: 'user', content: '你好' },
      ],
      max_tokens: 1,
      n: 1,
      audio: null,
      logit_bias: {},
      tools: [],
      tool_choice: 'auto',
      response_format: { type: 'text' },
      repeat_penalty: 1.1,
      user: 'someone',
    });
    expect(reply.status).toBe(200);
  });

  it('holds an answer to a schema, streaming and not', async () => {
    const request = {
      model,
      messages,
      response_format: {
        type: 'json_schema' as const,
        json_schema: {
          name: 'report',
          strict: true,
          schema: {
            type: 'object',
            properties: { title: { type: 'string', maxLength: 8 }, pages: { type: 'integer', maximum: 9 } },
            required: ['title', 'pages'],
            additionalProperties: false,
          },
        },
      },
    };
    const reply = await client.chat.completions.create(request);
    const form = { title: expect.any(String), pages: expect.any(Number) };
    expect(JSON.parse(reply.choices[0]?.message.content ?? '')).toEqual(form);
    expect(reply.choices[0]?.finish_reason).toBe('stop');
    const chunks = await collect(await client.chat.completions.create({ ...request, stream: true }));
    expect(JSON.parse(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''))).toEqual(form);
  });

  it('answers with a JSON object where one is asked for', async () => {
    const reply = await client.chat.completions.create({
      model,
      messages,
      max_tokens: 400,
      response_format: { type: 'json_object' },
    });
    const [choice] = reply.choices;
    expect(choice?.message.content).toMatch(/^\{/);
    if (choice?.finish_reason === 'stop')
      expect(JSON.parse(choice.message.content ?? '')).toBeInstanceOf(Object);
  });

  it('refuses a schema that is nested without end', async () => {
    const schema = `${'{"type":"array","items":'.repeat(20_000)}{"type":"null"}${'}'.repeat(20_000)}`;
    const body = JSON.stringify(heldTo({})).replace('"schema":{}', () => `"schema":${schema}`);
    const reply = await post(service, '/v1/chat/completions', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      error: { message: expect.stringContaining('nested too deeply') },
    });
  });

  it('refuses messages that leave no room for an answer, also where it would stream', async () => {
    const long = [{ role: 'user' as const, content: '总结'.repeat(9000) }];
    const refused = client.chat.completions.create({ model, messages: long, stream: true });
    await expect(refused).rejects.toThrow(BadRequestError);
    await expect(refused).rejects.toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    const prompt = '总结'.repeat(9000);
    await expect(client.completions.create({ model, prompt, stream: true })).rejects.toThrow(BadRequestError);
  });

  it('tells a client in mid-answer that the engine failed, and serves the next', async () => {
    const stream = await client.completions.create({
      model,
      prompt: '品'.repeat(12),
      max_tokens: 4000,
      temperature: 0,
      stream: true,
    });
    const reading = (async () => {
      for await (const _ of stream) process.kill((await engine.pid()) as number, 'SIGKILL');
    })();
    await expect(reading).rejects.toThrow(APIError);
    const next = await client.completions.create({ model, prompt: '工作', max_tokens: 3 });
    expect(next.choices).toHaveLength(1);
  });
});
