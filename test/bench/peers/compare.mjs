// Compares our speed with node-llama-cpp's: the same sizes and quantisation, in turn, in processes of their own.
// Usage: npm run build && npm run bench:peers -- --shape 7b --weights int4 [--contexts 128,1024,4096] [--rounds 5] [--tokens 32]
//   or, with true weights: npm run bench:peers -- --model <folder> --gguf <file of the same model> …
//   [--threads <physical cores>] [--layers <fewer>] [--block-size <of ours>] [--batch 512] [--no-flash-attention] [--json]
//   [--folder <for models; default: the system's temporary folder>]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { comparison, printComparison } from './comparison.mjs';
import { writeRandomGguf } from './randomGguf.mjs';

const HERE = import.meta.dirname;
const CLI = path.join(HERE, '../../../dist/cli.js');

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    model: { type: 'string' },
    gguf: { type: 'string' },
    shape: { type: 'string', default: '1b' },
    weights: { type: 'string', default: 'int4' },
    contexts: { type: 'string', default: '128,1024,4096' },
    rounds: { type: 'string', default: '5' },
    tokens: { type: 'string', default: '32' },
    threads: { type: 'string', default: String(physicalCores()) },
    layers: { type: 'string' },
    'block-size': { type: 'string' },
    folder: { type: 'string', default: path.join(tmpdir(), 'telechat-bench') },
    batch: { type: 'string', default: '512' },
    'flash-attention': { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
});
const contexts = options.contexts.split(',').map(Number);
const folder = path.resolve(options.folder);

/** What the sidecar runs with (src/engine/sidecar/sidecarProcess.ts), for both sides: large pages. */
const environment = {
  ...process.env,
  XDG_CACHE_HOME: folder,
  ...(process.platform === 'linux' ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } : {}),
};

if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: run `npm run build` first');
installPeer();
progress('making the models');
const ourModel = options.model ?? ours([1], 1).folder;
const manifest = JSON.parse(readFileSync(path.join(ourModel, 'telechat.json'), 'utf8'));
const theirModel = path.resolve(options.gguf ?? path.join(folder, `${path.basename(ourModel)}.gguf`));
if (!existsSync(theirModel)) await writeRandomGguf(theirModel, manifest);

const rounds = [];
const bandwidths = [];
for (let round = 1; round <= Number(options.rounds); round++) {
  progress(`round ${round} of ${options.rounds}`);
  bandwidths.push(run('readBandwidth.mjs', options.threads).bytesPerSecond);
  // Who comes first changes, for a machine that grows warm.
  const sides = { ours: () => ours(contexts, Number(options.tokens)), theirs };
  const order = round % 2 === 1 ? ['ours', 'theirs'] : ['theirs', 'ours'];
  const measured = {};
  for (const side of order) measured[side] = sides[side]();
  rounds.push(measured);
}
const result = {
  model: path.basename(ourModel),
  cpu: cpus()[0]?.model,
  threads: Number(options.threads),
  flashAttention: options['flash-attention'],
  ...comparison(rounds, Math.max(...bandwidths)),
};
if (options.json) console.log(JSON.stringify(result));
else printComparison(result);

function ours(prompts, tokens) {
  return run(
    CLI,
    'bench',
    ...(options.model ? ['--model', options.model] : ['--shape', `${options.shape}-${options.weights}`]),
    ...(options.layers ? ['--layers', options.layers] : []),
    ...(options['block-size'] ? ['--block-size', options['block-size']] : []),
    ...['--provider', 'cpu', '--threads', options.threads, '--chunk', options.batch],
    ...['--prompt', prompts.join(','), '--tokens', String(tokens), '--rounds', '1', '--json'],
  );
}

function theirs() {
  const settings = {
    file: theirModel,
    prompts: contexts,
    tokens: Number(options.tokens),
    threads: Number(options.threads),
    batch: Number(options.batch),
    flashAttention: options['flash-attention'],
  };
  const { headSize, kvHeads, layers } = manifest.config;
  return {
    ...run('llamaCpp.mjs', JSON.stringify(settings)),
    // Keys and values in float16, node-llama-cpp's default.
    cacheBytesPerToken: 2 * layers * kvHeads * headSize * 2,
  };
}

/** Runs a script to its end, alone. @returns the JSON object that it printed */
function run(script, ...args) {
  const { status, signal, stdout } = spawnSync(process.execPath, [path.resolve(HERE, script), ...args], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${path.basename(script)} failed (${signal ?? `exit code ${status}`})`);
  return JSON.parse(stdout);
}

function installPeer() {
  if (existsSync(path.join(HERE, 'node_modules/node-llama-cpp'))) return;
  progress('installing node-llama-cpp');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: HERE,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed in test/bench/peers');
}

/** Two threads of one core share its units: computing gains nothing from the second. */
function physicalCores() {
  const { stdout } = spawnSync('lscpu', ['-p=SOCKET,CORE'], { encoding: 'utf8' });
  const cores = (stdout ?? '').split('\n').filter((line) => /^\d/.test(line));
  return new Set(cores).size || cpus().length;
}

function progress(line) {
  process.stderr.write(`${line}\n`);
}
