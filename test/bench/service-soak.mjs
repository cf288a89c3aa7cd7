// The HTTP service under eight clients that ask, stream, hang up and err for a time, and whether its memory stays flat.
// Usage: node test/bench/service-soak.mjs [minutes, default 15]. Exit code 1 when it does not, or an answer is no answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { productModules } from './productModules.mjs';

const CLIENTS = 8;
const SAMPLE_MS = 5000;

const minutes = Number(process.argv[2] ?? 15);
if (!(minutes > 0)) throw new Error('give the minutes as a number, such as 15');
const { memoryTrend, residentMebibytes, mulberry32 } = await productModules([
  "export { memoryTrend, residentMebibytes } from './test/support/memoryTrend.ts';",
  "export { mulberry32 } from './src/shared/random.ts';",
]);
const service = spawn(process.execPath, ['dist/cli.js', 'serve', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const { url } = JSON.parse(String((await once(service.stdout, 'data'))[0]));
const end = performance.now() + minutes * 60_000;
let requests = 0;
let hungUp = 0;
let failed = 0;

try {
  await post('/v1/chat/completions', question(0, false));
  const sidecar = childOf(service.pid);
  const samples = { service: [], sidecar: [] };
  const sample = () => {
    for (const [name, pid] of [
      ['service', service.pid],
      ['sidecar', sidecar],
    ]) {
      samples[name].push({ requests, mebibytes: residentMebibytes(pid) });
    }
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(mulberry32(number + 1))));
  clearInterval(timer);
  sample();
  console.log(
    `${requests} requests of ${CLIENTS} clients in ${minutes} min, ${hungUp} hung up, ${failed} failed`,
  );
  if (failed > 0) process.exitCode = 1;
  for (const [name, list] of Object.entries(samples)) {
    const { growthMebibytes, allowedMebibytes, isFlat } = memoryTrend(list);
    const [first, last] = [list[0], list.at(-1)].map(({ mebibytes }) => mebibytes.toFixed(0));
    console.log(
      `${name} ${isFlat ? 'flat' : 'NOT FLAT'}: ${first} MiB at the begin, ${last} at the end, ` +
        `${growthMebibytes.toFixed(1)} of growth over the last two thirds; less than ${allowedMebibytes.toFixed(1)} is flat`,
    );
    if (!isFlat) process.exitCode = 1;
  }
} finally {
  service.kill('SIGTERM');
}

/** Asks one thing after another, of a conversation of its own. */
async function client(random) {
  const asks = [
    () => post('/v1/chat/completions', question(random(), false)),
    () => post('/v1/chat/completions', question(random(), true)),
    () => post('/v1/completions', { model: 'telechat', prompt: '今天天气', max_tokens: 20 }),
    () =>
      post('/telechat/gptDialog/v4', { dialog: [{ role: 'user', content: '请写一封邮件' }], max_length: 60 }),
    () => hangUp(question(random(), true)),
    () => post('/v1/chat/completions', { messages: '不是' }, 400),
    () => fetch(`${url}/health`).then((answer) => answer.text()),
    () => fetch(`${url}/`).then((answer) => answer.text()),
  ];
  while (performance.now() < end) {
    try {
      await asks[Math.floor(random() * asks.length)]();
    } catch (error) {
      failed++;
      console.error(error.message);
    }
    requests++;
  }
}

function question(number, stream) {
  const content = `请写一段关于第${Math.floor(number * 1000)}号项目的工作总结。`;
  return { model: 'telechat', messages: [{ role: 'user', content }], max_tokens: 40, stream };
}

async function post(path, body, status = 200) {
  const answer = await fetch(url + path, { method: 'POST', headers: headers(), body: JSON.stringify(body) });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${text}`);
}

/** Reads the first of an answer and goes. */
async function hangUp(body) {
  const cancel = new AbortController();
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: headers(),
    body: JSON.stringify(body),
    signal: cancel.signal,
  });
  await answer.body.getReader().read();
  cancel.abort();
  hungUp++;
}

function headers() {
  return { 'Content-Type': 'application/json' };
}

function childOf(pid) {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(child);
}
