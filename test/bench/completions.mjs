// Quality and speed of inline completions with the demo model: 50 held-out prefixes (completion-prefixes.json: documents of
// media/demo-model/recipe/corpus.py with a seed of their own, cut in a sentence, after one or in a list item), 200 requests
// timed, and the requests of a recorded minute of typing. Debounce is not in the times. Needs `npm run build`.
// Usage: node test/bench/completions.mjs [model folder]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(ROOT, 'out-completions-'));
const never = new AbortController().signal;

/** The extension's own code. */
async function load(file) {
  const outfile = path.join(folder, `${path.basename(file, '.ts')}.mjs`);
  const banner = {
    js: "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);",
  };
  const entryPoints = [path.join(ROOT, file)];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'error',
  });
  return import(outfile);
}

function endsCleanly(prefix, text) {
  const line = (prefix + text).split('\n').at(-1);
  return (
    /[。！？!?….]["”’」』）)》]*$/.test(text) ||
    /^\s*(?:[-*+]|\d{1,2}[.、])\s*\S.*[\p{L}\p{N}；;]$/u.test(line)
  );
}

/** No sentence or line, and no 12 characters in a row, of the last 200 characters. */
function repeatsNothing(prefix, text) {
  const near = prefix.slice(-200).replace(/\s+/g, '');
  const said = text.replace(/\s+/g, '');
  const runs = Array.from({ length: Math.max(0, said.length - 11) }, (_, start) =>
    said.slice(start, start + 12),
  );
  const sentences = text.split(/[。！？\n]/).map((sentence) => sentence.trim());
  return (
    !runs.some((run) => near.includes(run)) &&
    !sentences.some((each) => each.length >= 6 && near.includes(each))
  );
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
}

async function quality(complete, prefixes) {
  const rows = [];
  for (const prefix of prefixes) rows.push({ prefix, text: await complete(prefix) });
  const said = rows.filter(({ text }) => text !== '');
  const share = (good) => `${said.filter(good).length}/${said.length}`;
  for (const { prefix, text } of rows) console.log(JSON.stringify([prefix.slice(-24), text]));
  console.log(`completions: ${said.length} of ${rows.length} prefixes`);
  console.log(`end cleanly: ${share(({ prefix, text }) => endsCleanly(prefix, text))}`);
  console.log(
    `repeat nothing of the last 200 characters: ${share(({ prefix, text }) => repeatsNothing(prefix, text))}`,
  );
  console.log(`no special token: ${share(({ text }) => !/<[_|/]?\w+[_|]?>|\uFFFD/.test(text))}`);
}

/** From request to whole ghost text, as a person types on through the held-out documents. */
async function latency(complete, prefixes) {
  const times = [];
  for (let index = 0; times.length < 200; index++) {
    const prefix = prefixes[index % prefixes.length];
    const started = performance.now();
    await complete(prefix.slice(0, prefix.length - Math.floor(index / prefixes.length)));
    times.push(performance.now() - started);
  }
  console.log(
    `latency of ${times.length} requests: p50 ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms`,
  );
}

try {
  const { SidecarEngine } = await load('src/engine/sidecarEngine.ts');
  const completion = await load('src/writing/completion/complete.ts');
  const engine = new SidecarEngine({
    sidecarPath: path.join(ROOT, 'dist/sidecar.js'),
    modelFolder: process.argv[2] ?? path.join(ROOT, 'media/demo-model'),
    log: () => undefined,
  });
  const { contextLength } = await engine.info();
  const complete = (before) =>
    completion.complete(engine, { before, after: '', isMarkdown: true }, contextLength, never);
  const prefixes = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'completion-prefixes.json'), 'utf8'),
  );
  await complete(prefixes[0]);
  await quality(complete, prefixes);
  await latency(complete, prefixes);
  await engine.dispose();
} finally {
  rmSync(folder, { recursive: true });
}
