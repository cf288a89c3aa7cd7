import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listModels } from '../../../src/hub/models/listModels.ts';
import { type PullOptions, pullModel } from '../../../src/hub/models/pullModel.ts';
import { downloadFolder, listDownloads, removeModel } from '../../../src/telechat/folder/modelsFolder.ts';
import { verifyModel } from '../../../src/telechat/folder/verifyModel.ts';
import { inTemporaryFolder, writeCheckpoint } from '../../support/checkpoint.ts';
import { goldenPath } from '../../support/golden.ts';
import { answer, etagOf, HubServer, publish } from '../../support/hubServer.ts';
import { program } from '../../support/program.ts';

const ID = 'TeleAI/Tiny';
const PATIENCE = { failures: 2, firstDelayMs: 1 };

let server: HubServer;

beforeEach(async () => {
  server = await HubServer.start();
});

afterEach(() => server.stop());

describe.each(['huggingface', 'modelscope'] as const)('A model pulled from %s', (layout) => {
  it('is imported and whole; of the repository only what an import reads is downloaded', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = await smallCheckpoint(folder);
      const extra = { 'modeling_telechat.py': Buffer.from('evil()'), 'README.md': Buffer.from('#') };
      publish(server, layout, ID, { ...checkpoint, ...extra, 'pytorch_model.bin': Buffer.from('twice') });
      const models = path.join(folder, 'models');
      const { model, name } = await pull(layout, models, { weights: 'int8' });
      expect(name).toBe('Tiny-int8');
      expect((await verifyModel(model)).source).toBe(ID);
      expect(await listModels(models)).toMatchObject([{ name, source: ID, weights: 'int8', folder: model }]);
      expect(await listDownloads(models)).toEqual([]);
      const downloaded = server.requests.map(({ url }) => path.basename(url)).slice(1);
      expect(downloaded.sort()).toEqual(Object.keys(checkpoint).sort());
    });
  });
});

describe('A pull', () => {
  it('is done at once when the model is there, without network', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, await smallCheckpoint(folder));
      const first = await pull('huggingface', folder);
      const { endpoint } = server;
      await server.stop();
      const again = await pull('huggingface', folder, {}, endpoint);
      expect(again).toMatchObject({ name: first.name, model: first.model, wasThere: true });
    });
    server = await HubServer.start();
  });

  it('does not replace a model of the same name that is another', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, await smallCheckpoint(folder));
      await pull('huggingface', folder, { weights: 'fp32', name: 'mine' });
      await expect(pull('huggingface', folder, { weights: 'int8', name: 'mine' })).rejects.toThrow(
        /it is there, from TeleAI\/Tiny with fp32 weights; give the new one another name/,
      );
    });
  });

  it('says which files the hub tells no hash of', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = await smallCheckpoint(folder);
      publish(server, 'huggingface', ID, checkpoint);
      for (const [address, page] of server.pages) {
        if (!Array.isArray(page)) continue;
        server.pages.set(
          address,
          page.map(({ path, type, size, lfs }) => ({ path, type, size: lfs?.size ?? size })),
        );
      }
      const told: string[] = [];
      await pull('huggingface', folder, { onUnverified: (files) => told.push(...files) });
      expect(told.sort()).toEqual(Object.keys(checkpoint).sort());
    });
  });

  it('goes on after a failure with what is there, and without the hub when that is all', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = await smallCheckpoint(folder);
      publish(server, 'huggingface', ID, checkpoint);
      await pull('huggingface', folder, { keepCheckpoint: true });
      expect(await listDownloads(folder)).toHaveLength(1);
      await removeModel(folder, 'Tiny');
      const { endpoint } = server;
      await server.stop();
      const reasons: string[] = [];
      const onOffline: PullOptions['onOffline'] = ({ why }) => reasons.push(why);
      const { model } = await pull('huggingface', folder, { onOffline }, endpoint);
      await verifyModel(model);
      expect(reasons).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
    });
    server = await HubServer.start();
  });

  it('fails with the reason when the hub cannot be reached and not all is there, and loses nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = await smallCheckpoint(folder);
      publish(server, 'huggingface', ID, checkpoint);
      server.files.delete(`/${ID}/resolve/main/model.safetensors`);
      await expect(pull('huggingface', folder)).rejects.toThrow(/model\.safetensors — .* answered 404/);
      const before = await listDownloads(folder);
      const { endpoint } = server;
      await server.stop();
      await expect(pull('huggingface', folder, {}, endpoint)).rejects.toThrow(
        /ECONNREFUSED.*check the network/,
      );
      expect(await listDownloads(folder)).toEqual(before);
    });
    server = await HubServer.start();
  });

  it('tells of failures that it bears', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, await smallCheckpoint(folder));
      server.faults.push(answer(503, { 'retry-after': '0' }));
      const failures: unknown[] = [];
      await pull('huggingface', folder, { onRetry: (failure) => failures.push(failure) });
      expect(failures).toEqual([expect.objectContaining({ status: 503 })]);
    });
  });

  it('is refused while another process pulls the same', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, await smallCheckpoint(folder));
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      const lock = path.join(downloadFolder(folder, server.endpoint, ID), 'lock');
      await mkdir(path.dirname(lock), { recursive: true });
      await writeFile(lock, String(other.pid));
      await expect(pull('huggingface', folder)).rejects.toThrow(`process ${other.pid} is at it`);
      other.kill('SIGKILL');
      await new Promise((resolve) => other.once('close', resolve));
      await pull('huggingface', folder);
    });
  });

  it('downloads a file again that has changed on the hub, and only that', async () => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = await smallCheckpoint(folder);
      publish(server, 'huggingface', ID, checkpoint);
      await pull('huggingface', folder, { keepCheckpoint: true });
      await removeModel(folder, 'Tiny');
      const tokenizer = readFileSync(goldenPath('models', 'tiny-12b', 'bin', 'tokenizer.model'));
      publish(server, 'huggingface', ID, { ...checkpoint, 'tokenizer.model': tokenizer });
      const before = server.requests.length;
      const { model } = await pull('huggingface', folder);
      expect(server.requests.slice(before).map(({ url }) => path.basename(url))).toEqual([
        'main?recursive=true',
        'tokenizer.model',
      ]);
      expect(readFileSync(path.join(model, 'tokenizer.model'))).toEqual(tokenizer);
    });
  });

  it('refuses at once what the disk has no room for', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, await smallCheckpoint(folder));
      const listing = server.pages.get(`/api/models/${ID}/tree/main?recursive=true`) as {
        path: string;
        lfs?: object;
      }[];
      for (const file of listing) if (file.lfs) Object.assign(file.lfs, { size: 1e15 });
      await expect(pull('huggingface', folder)).rejects.toThrow(
        /download and import need \d+\.\d GB of disk space and \d+\.\d GB are free/,
      );
      expect(server.requests.some(({ url }) => url.endsWith('.safetensors'))).toBe(false);
    });
  });

  it.each(['../model.safetensors', '/etc/passwd', 'gone.safetensors'])(
    'refuses an index that names %j',
    async (shard) => {
      await inTemporaryFolder(async (folder) => {
        const checkpoint = await smallCheckpoint(folder);
        const index = Buffer.from(JSON.stringify({ weight_map: { one: shard } }));
        publish(server, 'huggingface', ID, { ...checkpoint, 'model.safetensors.index.json': index });
        await expect(pull('huggingface', path.join(folder, 'models'))).rejects.toThrow(`it has no ${shard}`);
      });
    },
  );

  it('refuses a repository that is no checkpoint', async () => {
    await inTemporaryFolder(async (folder) => {
      publish(server, 'huggingface', ID, { 'README.md': Buffer.from('#') });
      await expect(pull('huggingface', folder)).rejects.toThrow(/TeleAI\/Tiny — it has no config\.json/);
    });
  });
});

describe('In the terminal', () => {
  it('a sharded checkpoint is pulled through a redirect and an answer that breaks off, listed, answers, and is removed', async () => {
    await inTemporaryFolder(async (folder) => {
      const source = goldenPath('models', 'tiny-12b', 'bin');
      const files = Object.fromEntries(
        readdirSync(source).map((file) => [file, readFileSync(path.join(source, file))]),
      );
      publish(server, 'huggingface', ID, files);
      const shard = `/${ID}/resolve/main/pytorch_model_00003-of-00006.bin`;
      const content = server.files.get(shard) ?? Buffer.alloc(0);
      server.files.set('/cdn', content);
      const breaks = [answer(200, { etag: etagOf(content) }, content.subarray(0, 1000))];
      const redirect: HubServer['faults'][number] = (request, response, hub) => {
        server.faults.push(redirect);
        const isShard = request.url === shard;
        if (isShard) response.writeHead(302, { location: '/cdn' }).end();
        return isShard || (request.url === '/cdn' && (breaks.pop()?.(request, response, hub) ?? false));
      };
      server.faults.push(redirect);

      const pulled = await cli(folder, 'models', 'pull', ID, '--source', server.endpoint, '--json');
      expect(pulled).toMatchObject({ name: 'Tiny', model: path.join(folder, 'Tiny'), wasThere: false });
      expect(server.requests.some(({ headers }) => headers.range === 'bytes=1000-')).toBe(true);
      expect(await cli(folder, 'models', 'list', '--json')).toMatchObject({ models: [{ name: 'Tiny' }] });
      expect(await cli(folder, 'models', 'verify', 'Tiny', '--json')).toMatchObject({ ok: true });
      const prompt = path.join(folder, 'prompt.txt');
      await writeFile(prompt, '工作');
      const answered = await cli(
        folder,
        ...[
          'generate',
          '--model',
          'Tiny',
          '--prompt-file',
          prompt,
          '--max-tokens',
          '4',
          '--greedy',
          '--json',
        ],
      );
      expect(answered.ids).toHaveLength(4);
      await cli(folder, 'models', 'remove', 'Tiny');
      expect(existsSync(path.join(folder, 'Tiny'))).toBe(false);
      expect(await readdir(path.join(folder, '.downloads'))).toEqual([]);
    });
  });
});

describe('Wrong usage of a command inside `models`', () => {
  it.each([
    ['no repository', ['models', 'pull']],
    ['a repository that is none', ['models', 'pull', './nowhere']],
    ['unknown weights', ['models', 'pull', 'a/b', '--weights', 'int5']],
  ])('ends with exit code 2: %s', async (_, args) => {
    const child = spawn(process.execPath, [program('cli.js'), ...args], { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
  });
});

function pull(
  layout: 'huggingface' | 'modelscope',
  models: string,
  options: Partial<PullOptions> = {},
  endpoint = server.endpoint,
) {
  return pullModel({ hub: { layout, endpoint }, id: ID }, { models, patience: PATIENCE, ...options });
}

/** The files of a checkpoint that imports in no time. */
async function smallCheckpoint(folder: string): Promise<Record<string, Buffer>> {
  await writeCheckpoint(folder);
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(path.join(folder, name))]));
}

/** Runs the command line with a models folder; its JSON, if it prints one. */
async function cli(models: string, ...args: string[]): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [program('cli.js'), ...args], {
    env: { ...process.env, TELECHAT_WRITER_MODELS: models, NO_PROXY: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code, errors).toBe(0);
  return args.includes('--json') ? JSON.parse(output) : {};
}
