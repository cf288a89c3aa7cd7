import { afterEach, describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../src/engine/engine.ts';
import {
  breakAfter,
  chatEvents,
  completionEvents,
  event,
  type Handler,
  hangAfter,
  json,
  ModelServer,
  models,
  stream,
} from '../support/modelServer.ts';
import { answerOf, ask, connectTo } from '../support/remoteClient.ts';

let server: ModelServer;

async function serve(handlers: Record<string, Handler>): Promise<ModelServer> {
  server = await ModelServer.start({ '/v1/models': models('TeleChat-12B'), ...handlers });
  return server;
}

afterEach(() => server?.close());

const CHAT = '/v1/chat/completions';
const RAW = '/v1/completions';

describe('A remote engine on an OpenAI-compatible server', () => {
  it('says which model, context and server it uses, and asks nothing before its first use', async () => {
    const { url, host, requests } = await serve({});
    const { engine, states } = connectTo(url);
    expect(requests).toEqual([]);
    expect(await engine.info()).toEqual({
      state: 'ready',
      model: 'TeleChat-12B',
      provider: 'remote',
      contextLength: 8192,
      followsInstructions: true,
      continuesAnswers: true,
      server: host,
    });
    expect(states).toEqual(['starting', 'ready']);
  });

  it('streams an answer, with the server’s own count of tokens', async () => {
    const { url } = await serve({ [CHAT]: stream(chatEvents(['你好', '，', '世界。'])) });
    const { text, done } = await answerOf(connectTo(url).engine, ask('问候'));
    expect(text).toBe('你好，世界。');
    expect(done).toEqual({
      type: 'done',
      stop: 'end',
      usage: { promptTokens: 7, reusedTokens: 0, generatedTokens: 3 },
    });
  });

  it('sends roles and sampling in the server’s words', async () => {
    await serve({ [CHAT]: stream(chatEvents(['好'])) });
    const { engine } = connectTo(server.url);
    const conversation = [
      { role: 'system', content: '简洁' },
      { role: 'user', content: '一' },
      { role: 'bot', content: '二' },
      { role: 'user', content: '三' },
    ] as const;
    const sampling = { temperature: 0.8, topK: 0, topP: 0.9, repetitionPenalty: 1.1, seed: 5 };
    await answerOf(engine, ask('', { input: { conversation }, sampling, maxTokens: 33, stop: ['\n#'] }));
    await answerOf(engine, ask('一', { sampling: { greedy: true, topK: 5 } }));
    const [drawn, greedy] = server.to(CHAT);
    expect(drawn?.body).toEqual({
      model: 'TeleChat-12B',
      messages: [
        { role: 'system', content: '简洁' },
        { role: 'user', content: '一' },
        { role: 'assistant', content: '二' },
        { role: 'user', content: '三' },
      ],
      chat_template_kwargs: { enable_thinking: false },
      max_tokens: 33,
      stop: ['\n#'],
      temperature: 0.8,
      top_k: -1,
      top_p: 0.9,
      repetition_penalty: 1.1,
      repeat_penalty: 1.1,
      seed: 5,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(greedy?.body).toMatchObject({ temperature: 0 });
    expect(greedy?.body).not.toHaveProperty('top_k');
  });

  it('has an answer gone on with that was begun, where the server can', async () => {
    await serve({ [CHAT]: stream(chatEvents(['二半'])) });
    const conversation = [
      { role: 'user', content: '一' },
      { role: 'bot', content: '前' },
    ] as const;
    await answerOf(connectTo(server.url).engine, ask('', { input: { conversation } }));
    expect(server.to(CHAT)[0]?.body).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant', content: '前' }],
      continue_final_message: true,
      add_generation_prompt: false,
    });
  });

  it('reads what arrives in any pieces: characters split between packets, comments, CRLF', async () => {
    const bytes = Buffer.from(
      `: keep-alive\r\n\r\n${chatEvents(['国产', '大模型', '😀'])
        .join(': ping\n\n')
        .replaceAll('\n', '\r\n')}`,
    );
    const singles = Array.from(bytes, (byte) => Uint8Array.of(byte));
    await serve({ [CHAT]: stream(singles) });
    const { text, done } = await answerOf(connectTo(server.url).engine, ask('一'));
    expect(text).toBe('国产大模型😀');
    expect(done?.stop).toBe('end');
  });

  it('tells why an answer ended: its length, or a stop string that the server left out', async () => {
    await serve({ [CHAT]: stream(chatEvents(['半句'], 'length')) });
    const { engine } = connectTo(server.url);
    expect((await answerOf(engine, ask('一'))).done?.stop).toBe('length');
    server.handlers[CHAT] = stream([
      event({ choices: [{ delta: { content: '一段' } }] }),
      event({ choices: [{ delta: {}, finish_reason: 'stop', stop_reason: '\n#' }] }),
    ]);
    expect((await answerOf(engine, ask('一', { stop: ['\n#'] }))).done?.stop).toBe('stop');
  });

  it('ends before a stop string and before TeleChat’s turn markers where the server lets them through', async () => {
    await serve({ [CHAT]: hangAfter(chatEvents(['第一段\n', '# 二']).slice(0, -3)) });
    const { engine } = connectTo(server.url);
    const stopped = await answerOf(engine, ask('一', { stop: ['\n#'] }));
    expect([stopped.text, stopped.done?.stop]).toEqual(['第一段', 'stop']);
    server.handlers[CHAT] = hangAfter(chatEvents(['答', '<_us', 'er>', '问']).slice(0, -3));
    const ended = await answerOf(engine, ask('一'));
    expect([ended.text, ended.done?.stop]).toEqual(['答', 'end']);
    await expect.poll(() => server.hungUp).toEqual([CHAT, CHAT]);
  });

  it('closes the connection when it is cancelled, and when the reader has had enough', async () => {
    await serve({ [CHAT]: hangAfter(chatEvents(['一', '二']).slice(0, 2)) });
    const { engine, states } = connectTo(server.url);
    const cancel = new AbortController();
    const reading = (async () => {
      for await (const _ of engine.stream(ask('一'), cancel.signal)) cancel.abort();
    })();
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    for await (const _ of engine.stream(ask('一'), new AbortController().signal)) break;
    const both = new AbortController();
    for await (const _ of engine.stream(ask('一'), both.signal)) {
      both.abort();
      break;
    }
    await expect.poll(() => server.hungUp).toEqual([CHAT, CHAT, CHAT]);
    expect(states).toEqual(['starting', 'ready']);
  });

  it('ends what is under way when it is stopped', async () => {
    await serve({ [CHAT]: hangAfter(chatEvents(['一']).slice(0, 2)) });
    const { engine } = connectTo(server.url);
    const answer = answerOf(engine, ask('一'));
    await expect.poll(() => server.to(CHAT).length).toBe(1);
    await engine.dispose();
    expect((await answer).error).toMatchObject({ code: 'unavailable', why: 'it was stopped' });
  });
});

describe('The continuation of a text', () => {
  it('is asked for as a raw text', async () => {
    await serve({ [RAW]: stream(completionEvents(['继续', '写。'])) });
    const { text } = await answerOf(connectTo(server.url).engine, ask({ prefix: '# 总结\n今年' }));
    expect(text).toBe('继续写。');
    expect(server.to(RAW)[0]?.body).toMatchObject({ prompt: '# 总结\n今年', model: 'TeleChat-12B' });
  });

  it('is asked for in a conversation where the server takes no raw text, which is found out once', async () => {
    await serve({ [CHAT]: stream(chatEvents(['继续。'])) });
    const { engine } = connectTo(server.url);
    for (let time = 0; time < 2; time++) {
      expect((await answerOf(engine, ask({ prefix: '今年' }))).text).toBe('继续。');
    }
    expect(server.to(RAW)).toHaveLength(1);
    const messages = server.to(CHAT)[1]?.body.messages as { content: string }[];
    expect(messages.at(-1)?.content).toMatch(/继续写.*\n今年$/);
  });

  it('is asked for in a conversation on Ollama, which would answer a raw text as a question', async () => {
    const list = json({ data: [{ id: 'qwen:0.5b', owned_by: 'library' }] });
    await serve({ '/v1/models': list, [CHAT]: stream(chatEvents(['go on'])) });
    const { text } = await answerOf(connectTo(server.url).engine, ask({ prefix: 'This year' }));
    expect(text).toBe('go on');
    expect(server.to(RAW)).toEqual([]);
  });
});

describe('The model of a server', () => {
  it('is its first, or the one that is named', async () => {
    await serve({ '/v1/models': models('a', 'b'), [CHAT]: stream(chatEvents(['好'])) });
    expect((await connectTo(server.url).engine.info()).model).toBe('a');
    const { engine } = connectTo(server.url, { model: 'b' });
    await answerOf(engine, ask('一'));
    expect(server.to(CHAT)[0]?.body.model).toBe('b');
  });

  it('is found at the address, with or without a version and a path at its end', async () => {
    await serve({ [CHAT]: stream(chatEvents(['好'])), '/api/v4/models': models('other') });
    for (const end of ['', '/', '/v1', '/v1/', '/v1/chat/completions']) {
      expect((await connectTo(server.url + end).engine.info()).model).toBe('TeleChat-12B');
    }
    expect((await connectTo(`${server.url}/api/v4`).engine.info()).model).toBe('other');
  });

  it('has the context that llama.cpp was started with, that the person names, or else the usual one', async () => {
    const list = json({ data: [{ id: 'telechat.gguf', owned_by: 'llamacpp', meta: { n_ctx_train: 8192 } }] });
    const props = json({ default_generation_settings: { n_ctx: 2048 } });
    await serve({ '/v1/models': list, '/props': props });
    expect((await connectTo(server.url).engine.info()).contextLength).toBe(2048);
    expect((await connectTo(server.url, { contextLength: 1024 }).engine.info()).contextLength).toBe(1024);
    server.handlers['/v1/models'] = json({ data: [{ id: 'x', owned_by: 'library' }] });
    expect((await connectTo(server.url).engine.info()).contextLength).toBe(4096);
  });

  it('may be a small one that knows only the wordings of its training, as TeleChat Writer’s own service says', async () => {
    await serve({ '/v1/models': json({ data: [{ id: 'demo', follows_instructions: false }] }) });
    expect((await connectTo(server.url).engine.info()).followsInstructions).toBe(false);
  });
});

describe('Tokens of a conversation', () => {
  const conversation = [
    { role: 'user', content: '你好' },
    { role: 'bot', content: '好' },
  ] as const;

  it('are counted by vLLM', async () => {
    await serve({ '/tokenize': json({ count: 42, max_model_len: 8192, tokens: [1, 2] }) });
    const { engine } = connectTo(server.url);
    expect(await engine.countTokens(conversation)).toBe(42);
    expect(server.to('/tokenize')[0]?.body).toEqual({
      model: 'TeleChat-12B',
      messages: [
        { role: 'user', content: '你好' },
        { role: 'assistant', content: '好' },
      ],
      add_generation_prompt: true,
    });
  });

  it('are counted by llama.cpp, which is given the text', async () => {
    await serve({
      '/tokenize': (response, { body }) => {
        const tokens = [...((body.content as string | undefined) ?? '')].map((_, index) => index);
        json({ tokens })(response, { method: 'POST', path: '', headers: {}, body });
      },
    });
    const { engine } = connectTo(server.url);
    expect(await engine.countTokens(conversation)).toBe(3 + 2 * 4);
    expect(await engine.countTokens(conversation)).toBe(3 + 2 * 4);
    expect(server.to('/tokenize')).toHaveLength(3);
  });

  it('are estimated elsewhere: three bytes a token, four tokens a message', async () => {
    await serve({});
    const { engine } = connectTo(server.url);
    expect(await engine.countTokens(conversation)).toBe(3 + 2 * 4);
    expect(await engine.countTokens(conversation)).toBe(3 + 2 * 4);
    expect(server.to('/tokenize')).toHaveLength(1);
  });
});

describe('A field that a server does not know', () => {
  it('is left out from then on', async () => {
    await serve({
      [CHAT]: (response, request) => {
        const unknown = ['repeat_penalty', 'top_k'].find((name) => name in request.body);
        if (!unknown) return stream(chatEvents(['好']))(response, request);
        return json({ error: { message: `Unrecognized request argument supplied: ${unknown}` } }, 400)(
          response,
          request,
        );
      },
    });
    const { engine } = connectTo(server.url);
    const sampling = { topK: 5, repetitionPenalty: 1.1, topP: 0.5 };
    expect((await answerOf(engine, ask('一', { sampling }))).text).toBe('好');
    expect((await answerOf(engine, ask('一', { sampling }))).text).toBe('好');
    expect(server.to(CHAT)).toHaveLength(4);
    expect(server.to(CHAT).at(-1)?.body).toMatchObject({ repetition_penalty: 1.1, top_p: 0.5 });
  });
});

describe('An answer held to a schema', () => {
  const format: JsonSchema = {
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: 20 },
      sections: { type: 'array', items: { type: 'object', properties: { length: { type: 'integer' } } } },
    },
  };

  it('is asked for in OpenAI’s strict form, which wants every property required and no others', async () => {
    await serve({ [CHAT]: stream(chatEvents(['{}'])) });
    const { engine } = connectTo(server.url);
    await answerOf(engine, ask('一', { format }));
    await answerOf(engine, ask('一', { format: { type: 'object' } }));
    const [held, anyObject] = server.to(CHAT);
    expect(held?.body.response_format).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: {
            title: { type: 'string', maxLength: 20 },
            sections: {
              type: 'array',
              items: {
                type: 'object',
                properties: { length: { type: 'integer' } },
                required: ['length'],
                additionalProperties: false,
              },
            },
          },
          required: ['title', 'sections'],
          additionalProperties: false,
        },
      },
    });
    expect(anyObject?.body.response_format).toEqual({ type: 'json_object' });
  });

  it.each(['Unsupported field: response_format', 'failed to parse grammar', 'json_schema is not supported'])(
    'is free text of a server that refuses it: %s',
    async (message) => {
      await serve({
        [CHAT]: (response, request) =>
          ('response_format' in request.body
            ? json({ error: { message } }, 400)
            : stream(chatEvents(['一、概述'])))(response, request),
      });
      const { engine } = connectTo(server.url);
      expect((await answerOf(engine, ask('一', { format }))).text).toBe('一、概述');
      expect((await answerOf(engine, ask('一', { format }))).text).toBe('一、概述');
      expect(server.to(CHAT)).toHaveLength(3);
    },
  );

  it('is not asked for where a raw text goes on', async () => {
    await serve({ [RAW]: stream(completionEvents(['好'])) });
    await answerOf(connectTo(server.url).engine, ask({ prefix: '今年' }, { format }));
    expect(server.to(RAW)[0]?.body).not.toHaveProperty('response_format');
  });
});

describe('An answer that breaks off', () => {
  it('keeps what came, is reported as interrupted, and the next request connects anew', async () => {
    await serve({ [CHAT]: breakAfter(chatEvents(['已经', '写好的', '\n']).slice(0, 4)) });
    const { engine, states } = connectTo(server.url);
    // The line break may begin a stop string and is held back until it is certain.
    const broken = await answerOf(engine, ask('一', { stop: ['\n#'] }));
    expect(broken.text).toBe('已经写好的\n');
    expect(broken.error).toMatchObject({ name: 'UserError', code: 'interrupted' });
    server.handlers[CHAT] = stream(chatEvents(['好']));
    expect((await answerOf(engine, ask('一'))).text).toBe('好');
    expect(states).toEqual(['starting', 'ready', 'stopped', 'starting', 'ready']);
  });

  it('is told from a whole one where the server just stops sending', async () => {
    await serve({ [CHAT]: stream(chatEvents(['一半']).slice(0, 2)) });
    const cut = await answerOf(connectTo(server.url).engine, ask('一'));
    expect([cut.text, cut.done]).toEqual(['一半', undefined]);
    expect(cut.error).toMatchObject({ code: 'interrupted' });
  });

  it('says what the server reports in the middle of it', async () => {
    const pieces = [...chatEvents(['一半']).slice(0, 2), event({ error: { message: 'CUDA out of memory' } })];
    await serve({ [CHAT]: stream(pieces) });
    const { text, error } = await answerOf(connectTo(server.url).engine, ask('一'));
    expect(text).toBe('一半');
    expect(error).toMatchObject({ code: 'interrupted', why: 'it reports: CUDA out of memory' });
  });
});
