import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type RemoteFile } from '../../src/hub/download/download.ts';
import { HubClient } from '../../src/hub/download/hubClient.ts';
import { UserError } from '../../src/shared/errors.ts';
import { mulberry32 } from '../../src/shared/random.ts';
import { inTemporaryFolder } from '../support/checkpoint.ts';
import { answer, drop, etagOf, HubServer, sha256, stall } from '../support/hubServer.ts';
import { onSmallDisk } from '../support/smallDisk.ts';

const LENGTH = 300_000;
const HALF = LENGTH / 2;
const CONTENT = noise(1);
const OTHER_CONTENT = noise(2);
const PATIENCE = { failures: 3, firstDelayMs: 1 };

let server: HubServer;
let http: HubClient;

beforeEach(async () => {
  server = await HubServer.start();
  server.files.set('/file', CONTENT);
  http = new HubClient(500);
});

afterEach(async () => {
  await http.close();
  await server.stop();
});

describe('A download is whole and right', () => {
  it('when nothing goes wrong', () => expectsContent([undefined]));

  it('after a drop in mid-file: it goes on at the very byte, if the file is still the same', async () => {
    server.faults.push(drop(CONTENT, HALF));
    await expectsContent([undefined, `bytes=${HALF}-`]);
    expect(server.requests[1]?.headers['if-range']).toBe(etagOf(CONTENT));
  });

  it('after many drops, as long as each brings some bytes', async () => {
    server.faults.push(drop(CONTENT, 1000));
    for (let i = 1; i <= 9; i++) server.faults.push(drop(CONTENT, 1000 * (i + 1)));
    await expectsContent([undefined, ...Array.from({ length: 10 }, (_, i) => `bytes=${1000 * (i + 1)}-`)]);
  });

  it('after a stall: a silent connection is given up', async () => {
    server.faults.push(stall(CONTENT, HALF));
    await expectsContent([undefined, `bytes=${HALF}-`]);
  });

  it.each([429, 500, 502, 503])('after an answer %d', async (status) => {
    server.faults.push(answer(status, { 'retry-after': '0' }));
    await expectsContent([undefined, undefined]);
  });

  it('where the server redirects, again for each new part', async () => {
    server.files.set('/cdn', CONTENT);
    server.faults.push(
      answer(302, { location: '/cdn' }),
      drop(CONTENT, HALF),
      answer(307, { location: '/cdn' }),
    );
    await expectsContent([undefined, undefined, `bytes=${HALF}-`, `bytes=${HALF}-`]);
  });

  it('when another range is answered than was asked for', async () => {
    const range = `bytes 5-${LENGTH - 1}/${LENGTH}`;
    server.faults.push(
      drop(CONTENT, HALF),
      answer(206, { 'content-range': range, etag: etagOf(CONTENT) }, CONTENT.subarray(5)),
    );
    await expectsContent([undefined, `bytes=${HALF}-`, undefined]);
  });

  it('when a server without ranges answers 200', async () => {
    server.faults.push(drop(CONTENT, HALF), answer(200, { 'content-length': LENGTH }, CONTENT));
    await expectsContent([undefined, `bytes=${HALF}-`]);
  });

  it('when a range is refused with 416', async () => {
    server.faults.push(drop(CONTENT, HALF), answer(416));
    await expectsContent([undefined, `bytes=${HALF}-`, undefined]);
  });

  it('when the file changes between two parts: nothing of the old one is in it', async () => {
    server.faults.push(drop(OTHER_CONTENT, HALF));
    await expectsContent([undefined, `bytes=${HALF}-`]);
  });

  it('when the file changes and the server does not heed If-Range', async () => {
    const range = `bytes ${HALF}-${LENGTH - 1}/${LENGTH}`;
    server.faults.push(
      drop(OTHER_CONTENT, HALF),
      answer(206, { 'content-range': range, etag: etagOf(CONTENT) }, CONTENT.subarray(HALF)),
    );
    await expectsContent([undefined, `bytes=${HALF}-`, undefined]);
  });

  it('when parts of two files were mixed unnoticed: the hash tells, and it starts anew', async () => {
    server.faults.push(
      answer(200, {}, OTHER_CONTENT.subarray(0, HALF)),
      answer(206, { 'content-range': `bytes ${HALF}-${LENGTH - 1}/${LENGTH}` }, CONTENT.subarray(HALF)),
    );
    await expectsContent([undefined, `bytes=${HALF}-`, undefined]);
  });

  it('when it is empty', async () => {
    server.files.set('/file', Buffer.alloc(0));
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      await download(remote(Buffer.alloc(0)), target, { http });
      expect(await readFile(target)).toEqual(Buffer.alloc(0));
    });
  });
});

describe('A download that fails', () => {
  it.each([
    ['a wrong hash, twice', OTHER_CONTENT, [], /does not have the hash/],
    [
      'a file that is longer than announced',
      Buffer.concat([CONTENT, CONTENT]),
      [],
      /sent 600000 bytes instead of 300000/,
    ],
    ['a file that is shorter than announced', CONTENT.subarray(9), [], /sent 299991 bytes instead of 300000/],
    ['a file that is missing', CONTENT, [answer(404)], /answered 404; check its name/],
    ['a file that needs a token', CONTENT, [answer(401)], /set HF_TOKEN or MODELSCOPE_API_TOKEN/],
    [
      'a redirect to no address of the web',
      CONTENT,
      [answer(302, { location: 'file:///etc/passwd' })],
      /no secure address/,
    ],
    [
      'redirects in a circle',
      CONTENT,
      Array(11).fill(answer(302, { location: '/file' })),
      /more than 10 redirects/,
    ],
    ['a server that stays broken', CONTENT, Array(3).fill(answer(503)), /answered 503; check the network/],
    [
      'a body that is encoded',
      CONTENT,
      Array(3).fill(answer(200, { 'content-encoding': 'gzip' }, 'x')),
      /sent it as gzip/,
    ],
  ] as const)('names the reason, and leaves no target: %s', async (_, content, faults, message) => {
    server.files.set('/file', content as Buffer);
    server.faults.push(...faults);
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      const failure = await download(remote(CONTENT), target, { http, patience: PATIENCE }).catch(
        (error) => error,
      );
      expect(failure).toBeInstanceOf(UserError);
      expect(failure.message).toMatch(message);
      expect(existsSync(target)).toBe(false);
    });
  });

  it('says so when nobody listens', async () => {
    const file = remote(CONTENT);
    await server.stop();
    await inTemporaryFolder(async (folder) => {
      const attempt = download(file, path.join(folder, 'target'), { http, patience: PATIENCE });
      await expect(attempt).rejects.toThrow(/ECONNREFUSED.*check the network and HTTPS_PROXY/);
    });
    server = await HubServer.start();
  });

  it('says so when the disk is full, and goes on when there is room again', (context) =>
    onSmallDisk(context, HALF, async ({ folder, resize }) => {
      const target = path.join(folder, 'target');
      const attempt = download(remote(CONTENT), target, { http });
      await expect(attempt).rejects.toThrow(/the disk is full; free some space/);
      expect(existsSync(target)).toBe(false);

      resize(2 ** 21);
      await download(remote(CONTENT), target, { http });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect(server.ranges()).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d{3,}-$/)]);
    }));
});

describe('A download that was stopped', () => {
  it('goes on in another process, where it was', async () => {
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      server.faults.push(stall(CONTENT, HALF));
      const controller = new AbortController();
      const stopped = download(remote(CONTENT), target, {
        http,
        signal: controller.signal,
        onBytes: (bytes) => bytes === HALF && controller.abort(),
      });
      await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      expect(existsSync(target)).toBe(false);

      await download(remote(CONTENT), target, { http });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect(server.ranges()).toEqual([undefined, `bytes=${HALF}-`]);
    });
  });

  it('takes from the disk only what its journal vouches for', async () => {
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      await writeFile(`${target}.part`, Buffer.concat([CONTENT.subarray(0, 1000), Buffer.alloc(500)]));
      await writeFile(`${target}.part.json`, JSON.stringify({ etag: etagOf(CONTENT), bytes: 1000 }));
      await download(remote(CONTENT), target, { http });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect(server.ranges()).toEqual(['bytes=1000-']);
    });
  });

  it.each([
    ['a journal that is torn', '{"etag": "x'],
    ['a journal that promises more than there is', JSON.stringify({ etag: null, bytes: 2000 })],
  ])('starts anew with %s', async (_, journal) => {
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      await writeFile(`${target}.part`, CONTENT.subarray(0, 1000));
      await writeFile(`${target}.part.json`, journal);
      await download(remote(CONTENT), target, { http });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect(server.ranges()).toEqual([undefined]);
    });
  });

  it('needs no network once it is whole', async () => {
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      const file = remote(CONTENT);
      await download(file, target, { http });
      await server.stop();
      await download(file, target, { http });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['target', 'target.hash']);
    });
    server = await HubServer.start();
  });

  it('replaces a whole file only by one that is whole', async () => {
    await inTemporaryFolder(async (folder) => {
      const target = path.join(folder, 'target');
      await download(remote(CONTENT), target, { http });
      server.faults.push(drop(OTHER_CONTENT, HALF), answer(404));
      const attempt = download(remote(OTHER_CONTENT), target, {
        http,
        patience: PATIENCE,
        onBytes: (bytes) => server.reached(bytes),
      });
      await expect(attempt).rejects.toThrow(UserError);
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
    });
  });
});

describe('A token', () => {
  it('is sent to its own server and never to where that redirects, not even by way of it', async () => {
    const cdn = await HubServer.start();
    cdn.files.set('/file', CONTENT);
    cdn.faults.push(answer(302, { location: `${server.endpoint}/file` }));
    server.faults.push(answer(302, { location: `${cdn.endpoint}/file` }));
    await inTemporaryFolder(async (folder) => {
      const file = { ...remote(CONTENT), token: 'secret' };
      await download(file, path.join(folder, 'target'), { http });
    });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
    expect(cdn.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    await cdn.stop();
  });
});

/** Downloads /file, compares every byte, and the ranges that were asked for. */
async function expectsContent(ranges: readonly (string | undefined)[]): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const target = path.join(folder, 'target');
    await download(remote(CONTENT), target, {
      http,
      patience: PATIENCE,
      onBytes: (bytes) => server.reached(bytes),
    });
    expect((await readFile(target)).equals(CONTENT)).toBe(true);
    expect(server.ranges()).toEqual(ranges);
    expect((await readdir(folder)).sort()).toEqual(['target', 'target.hash']);
  });
}

function remote(content: Buffer): RemoteFile {
  return {
    url: new URL('/file', server.endpoint),
    bytes: content.length,
    hash: { kind: 'sha256', hex: sha256(content) },
  };
}

function noise(seed: number): Buffer {
  const random = mulberry32(seed);
  return Buffer.from(Array.from({ length: LENGTH }, () => Math.floor(random() * 256)));
}
