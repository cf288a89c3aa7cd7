// Quality and speed of inline completions with the demo model: 50 held-out prefixes (completion-prefixes.json: documents of
// media/demo-model/recipe/corpus.py with a seed of their own, cut in a sentence, after one or in a list item), 200 requests
// timed (without debounce), and the requests to the engine in a minute of typing. Nobody's typing was recorded: the keys for a
// held-out document come as an input method sends them, at intervals drawn with a fixed seed. Needs `npm run build`.
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
async function latency(complete, prefixes, count, when) {
  const times = [];
  for (let index = 0; times.length < count; index++) {
    const prefix = prefixes[index % prefixes.length];
    const started = performance.now();
    await complete(prefix.slice(0, prefix.length - Math.floor(index / prefixes.length)));
    times.push(performance.now() - started);
  }
  console.log(
    `latency of ${times.length} requests${when}: p50 ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms`,
  );
}

/**
 * What an editor sees in a minute of typing: [milliseconds, text after the edit]. An input method's letters are in the text
 * until the word replaces them; now and then a word is taken back.
 */
function minuteOfTyping(head, body) {
  let seed = 20261126;
  const random = () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };
  const events = [];
  let at = 0;
  let text = head;
  const key = (next) => {
    at += 120 + 160 * random();
    events.push([at, next]);
  };
  for (const { segment, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(body)) {
    const letters = isWordLike ? Math.round(segment.length * (2 + random())) : 0;
    for (let count = 1; count <= letters; count++) key(text + 'pinyinpinyin'.slice(0, count));
    if (random() < 0.05) key(text);
    text += segment;
    key(text);
    if (/[，；。\n]/.test(segment)) at += 300 + 2000 * random();
    if (at > 60_000) break;
  }
  return events.filter(([time]) => time <= 60_000);
}

/** Writes sections one after the other until it is stopped. */
async function write(engine, signal) {
  const content = '请写一份关于智能客服系统升级的工作总结。';
  const request = { input: { conversation: [{ role: 'user', content }] }, maxTokens: 1000 };
  try {
    for (let seed = 1; ; seed++) {
      const answer = { ...request, sampling: { seed }, priority: 'writing', slot: 'writing' };
      for await (const _event of engine.stream(answer, signal));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function typing(engine, { CompletionSource }, { TypingPace }, { maybeComposing }, document) {
  let requests = 0;
  const stream = (...args) => {
    requests++;
    return engine.stream(...args);
  };
  const pace = new TypingPace();
  const source = new CompletionSource({
    engine: () => ({ info: () => engine.info(), stream }),
    onComputed: (milliseconds) => pace.completed(milliseconds),
  });
  const events = minuteOfTyping(document.slice(0, 60), document.slice(60));
  const started = performance.now();
  let cancel = new AbortController();
  let shown = 0;
  let length = 0;
  for (const [at, before] of events) {
    await new Promise((resolve) => setTimeout(resolve, at - (performance.now() - started)));
    cancel.abort();
    cancel = new AbortController();
    source.follow(before);
    const isDeletion = before.length < length && maybeComposing(before);
    length = before.length;
    if (isDeletion) continue;
    pace.typed(performance.now());
    const delay = maybeComposing(before) ? 1500 : pace.delay;
    source.ask({ before, after: '', isMarkdown: true }, cancel.signal, delay).then(
      ({ text }) => (shown += text === '' ? 0 : 1),
      () => undefined,
    );
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  console.log(`a minute of typing: ${requests} requests to the engine for ${events.length} keystrokes`);
  console.log(`ghost text after ${shown} of them; the delay at the end ${pace.delay} ms`);
}

try {
  const { SidecarEngine } = await load('src/engine/sidecar/sidecarEngine.ts');
  const completion = await load('src/writing/completion/complete.ts');
  const engine = new SidecarEngine({
    sidecarPath: path.join(ROOT, 'dist/sidecar.js'),
    modelFolder: process.argv[2] ?? path.join(ROOT, 'media/demo-model'),
    log: () => undefined,
  });
  const { contextLength } = await engine.info();
  const complete = async (before) => {
    const cursor = { before, after: '', isMarkdown: true };
    return (await completion.complete(engine, cursor, contextLength, never)).text;
  };
  const prefixes = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'completion-prefixes.json'), 'utf8'),
  );
  await complete(prefixes[0]);
  await quality(complete, prefixes);
  await latency(complete, prefixes, 200, '');
  const stop = new AbortController();
  const written = write(engine, stop.signal);
  await latency(complete, prefixes, 50, ' while a document is written');
  stop.abort();
  await written;
  const source = await load('src/writing/completion/completionSource.ts');
  const longest = prefixes.reduce((one, other) => (other.length > one.length ? other : one));
  const pace = await load('src/writing/completion/typingPace.ts');
  await typing(engine, source, pace, await load('src/writing/completion/imeComposition.ts'), longest);
  await engine.dispose();
} finally {
  rmSync(folder, { recursive: true });
}
