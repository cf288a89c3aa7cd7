import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../support/checkpoint.ts';

const PROCESSES = 30;
const ROUNDS = 8;

/** Tries to work in each folder that it is told of, and says how that went. */
const WORKER = `
import { createInterface } from 'node:readline';
import { mkdirSync, rmdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { withLock } from './shared/files/folderLock.ts';
async function work(folder) {
  mkdirSync(folder + '/inside');
  await setTimeout(100);
  rmdirSync(folder + '/inside');
  return 'worked';
}
console.log('ready');
for await (const folder of createInterface({ input: process.stdin })) {
  console.log(await withLock(folder, 'it', () => work(folder)).catch((error) => error.why ?? error.message));
}
`;

type Worker = ChildProcessByStdio<Writable, Readable, null>;

it('A lock whose process is gone is taken by one of thirty that find it at once', () =>
  inTemporaryFolder(async (folder) => {
    const script = path.join(folder, 'worker.mjs');
    const resolveDir = path.resolve(import.meta.dirname, '../../src');
    const stdin = { contents: WORKER, resolveDir, loader: 'ts' as const };
    await build({ stdin, outfile: script, bundle: true, platform: 'node', format: 'esm' });
    const gone = spawned('-e', '0');
    await once(gone, 'exit');
    const workers = Array.from({ length: PROCESSES }, () => spawned(script));
    await Promise.all(workers.map(({ stdout }) => once(stdout, 'data')));
    for (let round = 0; round < ROUNDS; round++) {
      const place = path.join(folder, `place-${round}`);
      await mkdir(place);
      await writeFile(path.join(place, 'lock'), String(gone.pid));
      const said = await Promise.all(workers.map((worker) => tell(worker, place)));
      // One that comes when another is done works too; none while another does.
      expect(said).toContain('worked');
      const others = said.filter((each) => each !== 'worked');
      expect(others.filter((each) => !/^process \d+ is at it$/.test(each))).toEqual([]);
      expect(await readdir(place)).toEqual([]);
    }
    for (const worker of workers) worker.stdin.end();
  }));

function spawned(...args: string[]): Worker {
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function tell({ stdin, stdout }: Worker, folder: string): Promise<string> {
  const answer = once(stdout, 'data');
  stdin.write(`${folder}\n`);
  return String((await answer)[0]).trim();
}
