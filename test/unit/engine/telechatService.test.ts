import { afterEach, describe, expect, it } from 'vitest';
import { breakAfter, hangAfter, json, ModelServer, stream } from '../support/modelServer.ts';
import { answerOf, ask, connectTo } from '../support/remoteClient.ts';

const PATH = '/telechat/gptDialog/v2';
const NO_DIALOG = json({ seqid: '', code: 10301, message: '服务必填参数缺失', flag: '0', data: '执行失败' });

let server: ModelServer;

/** The service answers a dialog as the test says, and names what a request without one lacks. */
async function serve(answer: ReturnType<typeof json>): Promise<void> {
  server = await ModelServer.start({
    [PATH]: (response, request) => ('dialog' in request.body ? answer : NO_DIALOG)(response, request),
  });
}

/** What was asked after the connection was made. */
function asked() {
  return server.to(PATH).filter(({ body }) => 'dialog' in body);
}

afterEach(() => server.close());

describe('A remote engine on TeleChat’s own service', () => {
  it('finds it at the address, with or without its path', async () => {
    await serve(stream(['好'], 'text/html'));
    for (const end of ['', PATH, '/telechat/gptDialog/v4', '/telechat/gptDialog/']) {
      const info = await connectTo(server.url + end).engine.info();
      expect(info).toMatchObject({ state: 'ready', model: 'TeleChat', contextLength: 4096 });
    }
  });

  it('reads the stream of plain text, whose characters may be split', async () => {
    const bytes = Buffer.from('电信星辰大模型😀');
    await serve(
      stream(
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
        'text/html; charset=utf-8',
      ),
    );
    const { text, done } = await answerOf(connectTo(server.url).engine, ask('你是谁？'));
    expect(text).toBe('电信星辰大模型😀');
    expect(done).toMatchObject({ stop: 'end', usage: { reusedTokens: 0 } });
  });

  it('sends a dialog of turns alone, and sampling within the service’s ranges', async () => {
    await serve(stream(['好'], 'text/html'));
    const conversation = [
      { role: 'system', content: '简洁' },
      { role: 'user', content: '一' },
      { role: 'bot', content: '二' },
      { role: 'user', content: '三' },
    ] as const;
    const sampling = { greedy: false, temperature: 1.2, topK: 0, topP: 1, repetitionPenalty: 1 };
    await answerOf(connectTo(server.url).engine, ask('', { input: { conversation }, sampling }));
    await answerOf(connectTo(server.url).engine, ask('一', { maxTokens: 9000, sampling: { greedy: true } }));
    expect(asked().map(({ body }) => body)).toEqual([
      {
        dialog: [
          { role: 'user', content: '简洁\n\n一' },
          { role: 'bot', content: '二' },
          { role: 'user', content: '三' },
        ],
        max_length: 5 + 4 * 4 + 100,
        do_sample: true,
        temperature: 0.99,
        top_k: 99,
        top_p: 0.99,
        repetition_penalty: 1.0001,
      },
      { dialog: [{ role: 'user', content: '一' }], max_length: 4096, do_sample: false },
    ]);
  });

  it('continues a text in a conversation', async () => {
    await serve(stream(['继续。'], 'text/html'));
    const { text } = await answerOf(connectTo(server.url).engine, ask({ prefix: '今年' }));
    expect(text).toBe('继续。');
    const dialog = asked()[0]?.body.dialog as { content: string }[];
    expect(dialog[0]?.content).toMatch(/\n今年$/);
  });

  it('ends before a stop string, of which the service knows nothing', async () => {
    await serve(hangAfter(['第一段', '\n# 二'], 'text/html'));
    const { text, done } = await answerOf(connectTo(server.url).engine, ask('一', { stop: ['\n#'] }));
    expect([text, done?.stop]).toEqual(['第一段', 'stop']);
    await expect.poll(() => server.hungUp).toEqual([PATH]);
  });

  it('tells an error of the service, which comes with status 200, from an answer', async () => {
    await serve(json({ code: 10903, message: '服务执行失败' }));
    const { error } = await answerOf(connectTo(server.url).engine, ask('一'));
    expect(error).toMatchObject({ code: 'rejected', why: 'it refuses the request (10903: 服务执行失败)' });
  });

  it('keeps what came of an answer that breaks off', async () => {
    await serve(breakAfter(['已经写好的'], 'text/html'));
    const { text, error } = await answerOf(connectTo(server.url).engine, ask('一'));
    expect(text).toBe('已经写好的');
    expect(error).toMatchObject({ code: 'interrupted' });
  });
});
