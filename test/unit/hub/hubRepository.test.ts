import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubClient } from '../../../src/hub/download/hubClient.ts';
import { type Hub, listRepository } from '../../../src/hub/models/hubRepository.ts';
import { parseRepository } from '../../../src/hub/models/repositoryId.ts';
import { UsageError, UserError } from '../../../src/shared/errors.ts';
import { answer, HubServer, publish, sha256 } from '../../support/hubServer.ts';

const ID = 'TeleAI/TeleChat-7B';
const CONFIG = Buffer.from('{"hello": 1}');
const WEIGHTS = Buffer.from('weights');
const FILES = { 'config.json': CONFIG, 'model.safetensors': WEIGHTS, 'assets/a b.png': CONFIG };

let server: HubServer;
let http: HubClient;

beforeEach(async () => {
  server = await HubServer.start();
  http = new HubClient();
});

afterEach(async () => {
  await http.close();
  await server.stop();
});

describe('A listing', () => {
  it('of Hugging Face has the SHA-256 of large files and the git id of small ones', async () => {
    publish(server, 'huggingface', ID, FILES);
    const listing = await list('huggingface');
    expect([...listing.keys()]).toEqual(Object.keys(FILES));
    expect(listing.get('model.safetensors')).toEqual({
      url: new URL(`${server.endpoint}/${ID}/resolve/main/model.safetensors`),
      bytes: WEIGHTS.length,
      hash: { kind: 'sha256', hex: sha256(WEIGHTS) },
    });
    // `git hash-object` says so of this content.
    expect(listing.get('config.json')?.hash).toEqual({
      kind: 'git',
      hex: '9cd4275938678e2a35abb64a3486b00c1acc68af',
    });
    expect(listing.get('assets/a b.png')?.url.pathname).toBe(`/${ID}/resolve/main/assets/a%20b.png`);
  });

  it('of Hugging Face may have several pages', async () => {
    const [first, second] = [
      { path: 'a', type: 'file', size: 1 },
      { path: 'b', type: 'file', size: 2 },
    ];
    const link = `<${server.endpoint}/page2>; rel="next"`;
    server.faults.push(answer(200, { link }, JSON.stringify([first])));
    server.pages.set('/page2', [second]);
    expect([...(await list('huggingface')).keys()]).toEqual(['a', 'b']);
  });

  it('that is longer than any is refused, and no more of it is read', async () => {
    const endless = JSON.stringify('x'.repeat(5 * 2 ** 20));
    server.faults.push(answer(200, {}, endless));
    await expect(list('huggingface')).rejects.toThrow(/the answer is longer than any listing of a model/);
  });

  it('of ModelScope has the SHA-256 of every file', async () => {
    publish(server, 'modelscope', ID, FILES);
    const listing = await list('modelscope');
    expect([...listing.keys()]).toEqual(Object.keys(FILES));
    expect(listing.get('config.json')).toEqual({
      url: new URL(`${server.endpoint}/models/${ID}/resolve/master/config.json`),
      bytes: CONFIG.length,
      hash: { kind: 'sha256', hex: sha256(CONFIG) },
    });
  });

  it.each(['../evil', '/etc/passwd', 'a/../../evil', 'a\\..\\..\\evil', './config.json'])(
    'is refused for the name %j, which leads outside the folder',
    async (path) => {
      publish(server, 'huggingface', ID, { [path]: CONFIG });
      await expect(list('huggingface')).rejects.toThrow(/would lie outside its folder/);
    },
  );

  it.each([
    ['there is no such repository', answer(404), /answered 404; check its name and --source/],
    ['the server is no hub', answer(200, {}, '<html>'), /the answer is not that of a hub/],
    ['the answer is something else', answer(200, {}, '[{"name": 1}]'), /0\.path/],
  ])('fails with a reason when %s', async (_, fault, message) => {
    server.faults.push(fault);
    const failure = await list('huggingface').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(message);
  });
});

describe('What a person calls a repository', () => {
  it.each([
    ['TeleAI/TeleChat-7B', undefined, 'https://www.modelscope.cn'],
    ['TeleAI/TeleChat-7B', 'huggingface', 'https://huggingface.co'],
    ['TeleAI/TeleChat-7B', 'https://mirror.example.com/hf/', 'https://mirror.example.com/hf'],
    ['https://www.modelscope.cn/models/TeleAI/TeleChat-7B/files', undefined, 'https://www.modelscope.cn'],
    ['https://huggingface.co/TeleAI/TeleChat-7B/tree/main', undefined, 'https://huggingface.co'],
  ])('%s with the source %s is at %s', (text, source, endpoint) => {
    const { hub, id } = parseRepository(text, source, {});
    expect(id).toBe('TeleAI/TeleChat-7B');
    expect(hub.endpoint).toBe(endpoint);
  });

  it.each([
    ['TeleChat-7B', undefined],
    ['../TeleChat', undefined],
    ['a/..', undefined],
    ['a/b/c', undefined],
    ['a/b', 'ftp://mirror'],
    ['a/b', 'hub'],
  ])('%s with the source %s is nothing', (text, source) => {
    expect(() => parseRepository(text, source, {})).toThrow(UsageError);
  });

  it('takes a token for its own hub only', () => {
    const env = { HF_TOKEN: 'hf', MODELSCOPE_API_TOKEN: 'ms' };
    expect(parseRepository('a/b', 'huggingface', env).hub.token).toBe('hf');
    expect(parseRepository('a/b', 'modelscope', env).hub.token).toBe('ms');
    expect(parseRepository('a/b', 'https://mirror.example.com', env).hub.token).toBeUndefined();
  });
});

function list(layout: Hub['layout']) {
  const hub = { layout, endpoint: server.endpoint };
  return listRepository({ hub, id: ID }, { http, patience: { failures: 1, firstDelayMs: 1 } });
}
