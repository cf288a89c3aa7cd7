import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeLeftovers } from '../../src/shared/files/replaceFile.ts';

const WINDOWS = 30;
const SAVES = 12;

/** A window that goes on with the record that all have, and saves one of its own, as often as an answer does. */
const WINDOW = `
import { readdir, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { RecordFolder } from './editor/storage/recordFolder.ts';
const [folder, window, open] = process.argv.slice(2);
const records = new RecordFolder(folder);
for (const name of await records.names()) await records.read(name);
// A window that is opened after another has ended goes on with what that one left.
await writeFile(open + '/' + window, '');
while ((await readdir(open)).length < ${WINDOWS}) await setTimeout(5);
for (let save = 1; save <= ${SAVES}; save++) {
  const text = window + '的话'.repeat(save * 500);
  for (const id of ['shared', 'own-' + window]) {
    await records.write(id, (kept) => JSON.stringify({ id: kept, window, save, text }));
  }
}
`;

describe('Thirty windows on one folder of records', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-windows-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lose nothing: each finds all that it has written, whole, also of what another has gone on with', async () => {
    const records = path.join(folder, 'chats');
    const script = path.join(folder, 'window.mjs');
    const stdin = {
      contents: WINDOW,
      resolveDir: path.resolve(import.meta.dirname, '../../src'),
      loader: 'ts' as const,
    };
    // A library among them asks for Node's own modules by `require`.
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    await build({ stdin, outfile: script, bundle: true, platform: 'node', format: 'esm', banner });
    const first = { id: 'shared', window: 'none', save: 0, text: '' };
    const open = path.join(folder, 'open');
    await mkdir(records);
    await mkdir(open);
    await writeFile(path.join(records, 'shared.json'), JSON.stringify(first));
    await Promise.all(
      Array.from({ length: WINDOWS }, (_, number) => ended(script, records, `w${number}`, open)),
    );

    const files = await readdir(records);
    expect(files.filter((name) => !name.endsWith('.json'))).toEqual([]);
    const kept = await Promise.all(
      files.map(async (name) => JSON.parse(await readFile(path.join(records, name), 'utf8'))),
    );
    expect(kept.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
    for (let number = 0; number < WINDOWS; number++) {
      const last = kept.filter(({ window, save }) => window === `w${number}` && save === SAVES);
      const { length } = `w${number}${'的话'.repeat(SAVES * 500)}`;
      expect(last.map(({ text }) => text.length)).toEqual([length, length]);
    }
  });

  it('what a killed one has left half is removed, and what another is writing is not', async () => {
    const place = await mkdtemp(path.join(folder, 'left-'));
    const { pid: gone } = await ended('-e', '0');
    const names = [`a.json.${gone}.new`, `b.json.${process.pid}.new`, 'c.json'];
    for (const name of names) await writeFile(path.join(place, name), 'half');
    await removeLeftovers(place);
    expect((await readdir(place)).sort()).toEqual(names.slice(1));
  });
});

async function ended(...args: string[]): Promise<{ pid: number | undefined }> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(0);
  return { pid: child.pid };
}
