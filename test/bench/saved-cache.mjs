// How long a draft's prompt takes after a restart: read by the model again, and its KV cache read from the disk instead. Usage: node test/bench/saved-cache.mjs <model folder> [prompt tokens] [rounds]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, productModules, startEngine } from './productModules.mjs';

const [, , , promptTokens = '2000', rounds = '3'] = process.argv;
const never = new AbortController().signal;
const modules = await productModules();
const folder = mkdtempSync(path.join(tmpdir(), 'telechat-saved-cache-'));
const savedCaches = { folder, mostBytes: 64e9 };
/** What the sidecar says of reading. */
const said = [];
/** Any text will do: a random model knows none. */
const text = Array.from({ length: 40_000 }, (_, index) => '工作总结计划报告项目'[(index * 7) % 10]).join('');
const prefix = await cutTo(Number(promptTokens));
const ask = (slot) => ({
  input: { prefix },
  sampling: { greedy: true },
  maxTokens: 8,
  priority: 'writing',
  slot,
});

/** The beginning of the text that has about so many tokens. */
async function cutTo(tokens) {
  const engine = startEngine(modules);
  try {
    const counted = await engine.countTokens([{ role: 'user', content: text }]);
    return text.slice(0, Math.floor((text.length * tokens) / counted));
  } finally {
    await engine.dispose();
  }
}

/** Answers once in a new process. @returns seconds until the prompt was in the cache, and the tokens that were reused */
async function answer(slot, options) {
  const log = (line) => line.includes('KV cache read') && said.push(line);
  const engine = startEngine(modules, { ...options, log });
  try {
    await engine.info();
    const started = performance.now();
    let seconds = 0;
    let usage;
    let generated = '';
    for await (const event of engine.stream(ask(slot), never)) {
      if (event.type === 'prefill' && event.done === event.total)
        seconds = (performance.now() - started) / 1000;
      if (event.type === 'text') generated += event.text;
      else if (event.type === 'done') usage = event.usage;
    }
    if (options.savedCaches) await saved();
    return { seconds, ...usage, text: generated };
  } finally {
    await engine.dispose();
  }
}

/** Waits until what is on the disk grows no more. */
async function saved() {
  let before = -1;
  for (let now = bytesSaved(); before !== now; now = bytesSaved()) {
    before = now;
    await sleep(5000);
  }
}

function bytesSaved() {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

try {
  const computed = [];
  const read = [];
  await answer('writing:bench', { savedCaches });
  const bytes = bytesSaved();
  if (bytes === 0) console.log('nothing was saved: reading would not gain two seconds');
  for (let round = 0; round < Number(rounds); round++) {
    computed.push(await answer('writing:bench', {}));
    read.push(await answer('writing:bench', { savedCaches }));
  }
  const texts = new Set([...computed, ...read].map((each) => each.text));
  console.table({
    'computed again': {
      'prompt ready, s': median(computed.map((each) => each.seconds)),
      ...counts(computed[0]),
    },
    'read from the disk': { 'prompt ready, s': median(read.map((each) => each.seconds)), ...counts(read[0]) },
  });
  console.log(said.join('\n'));
  console.log(
    `${(bytes / 1e9).toFixed(2)} GB on the disk; ${texts.size === 1 ? 'the same text' : 'the texts DIFFER'}`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function counts({ promptTokens: prompt, reusedTokens }) {
  return { 'prompt tokens': prompt, reused: reusedTokens };
}
