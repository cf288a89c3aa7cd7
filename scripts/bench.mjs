// `npm run bench`: lists the measurements of test/bench; `npm run bench -- <name> [arguments]` runs one.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { bin, exitCode, root } from './run.mjs';

const FOLDER = path.join(root, 'test', 'bench');

const [name, ...args] = process.argv.slice(2);
const benches = await readBenches();
if (name === undefined) {
  for (const { name, description } of benches) console.log(`${name.padEnd(18)} ${description}`);
} else {
  process.exitCode = await runBench(name, args);
}

/** A measurement says in its first lines what it measures; what does not is a part of others. */
async function readBenches() {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(mjs|ts)$/.test(entry.name))
    .filter(({ parentPath }) => !parentPath.includes('node_modules'))
    .map(({ parentPath, name: file }) => path.join(parentPath, file));
  const read = files.map(async (file) => ({
    name: path
      .relative(FOLDER, file)
      .replaceAll('\\', '/')
      .replace(/\.\w+$/, ''),
    file,
    description: firstSentence(await readFile(file, 'utf8')),
  }));
  const described = (await Promise.all(read)).filter(({ description }) => description !== undefined);
  return described.sort((one, other) => one.name.localeCompare(other.name));
}

/** The first sentence of a file's first comment; undefined where the file begins without one, or is no program. */
function firstSentence(text) {
  const [comment] = /^(?:\/\/.*\n)+/.exec(text) ?? [];
  if (!comment?.includes('Usage: ')) return undefined;
  const words = comment.replaceAll(/^\/\/ */gm, '').replaceAll('\n', ' ');
  return /^.*?\.(?= |$)/.exec(words)?.[0];
}

/** @returns the exit code */
function runBench(name, args) {
  const bench = benches.find((one) => one.name === name);
  if (!bench) {
    console.error(`There is no measurement ${name}; \`npm run bench\` lists them.`);
    return 2;
  }
  if (bench.file.endsWith('.mjs')) return exitCode(process.execPath, [bench.file, ...args]);
  const vitest = [bin('vitest', 'vitest'), 'run', '--config', 'vitest.bench.config.ts', bench.file];
  return exitCode(process.execPath, [...vitest, ...args]);
}
