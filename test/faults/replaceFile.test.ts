import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRIVATE, replaceFile } from '../../src/shared/files/replaceFile.ts';

const KILLS = 30;

/** Replaces a file as fast as it can, each time with a larger JSON text. */
const WRITER = `
import { replaceFile } from './shared/files/replaceFile.ts';
console.log('ready');
for (let count = 1; ; count++) await replaceFile(process.argv[2], JSON.stringify({ text: '字'.repeat(count * 100) }));
`;

/** Makes a program of the writer: Node.js 20 runs no TypeScript. */
async function buildWriter(outfile: string): Promise<void> {
  const resolveDir = path.resolve(import.meta.dirname, '../../src');
  const stdin = { contents: WRITER, resolveDir, loader: 'ts' as const };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm' });
}

describe('A file that is replaced', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'telechat-replace-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.skipIf(process.platform === 'win32')(
    'is for its owner alone where it is private, whatever was there',
    async () => {
      const file = path.join(folder, 'of', 'workspace', 'draft.json');
      const modes = async () => {
        const places = [path.dirname(path.dirname(file)), path.dirname(file), file];
        return Promise.all(places.map(async (place) => (await stat(place)).mode & 0o777));
      };
      await replaceFile(file, 'new', PRIVATE);
      expect(await modes()).toEqual([0o700, 0o700, 0o600]);
      // As versions before have left them, and a writer that was killed.
      await chmod(file, 0o644);
      await writeFile(`${file}.new`, 'half', { mode: 0o666 });
      await replaceFile(file, 'newer', PRIVATE);
      expect(await modes()).toEqual([0o700, 0o700, 0o600]);
    },
  );

  it('is there and whole whenever its writer is killed', async () => {
    const file = path.join(folder, 'draft.json');
    const script = path.join(folder, 'writer.mjs');
    await buildWriter(script);
    await writeFile(file, '{"text":""}');
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [ready] = await Promise.race([once(writer.stdout, 'data'), once(writer, 'exit')]);
      expect(String(ready)).toContain('ready');
      await new Promise((resolve) => setTimeout(resolve, kill));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('text');
    }
  });

  it('stays as it was when it cannot be written, and nothing temporary is left', async () => {
    const place = path.join(folder, 'taken');
    await replaceFile(path.join(place, 'inside'), 'old');
    await expect(replaceFile(place, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(await readdir(folder)).not.toContain('taken.new');
    expect(await readFile(path.join(place, 'inside'), 'utf8')).toBe('old');
  });
});
