// How long the first answer takes when no sidecar runs yet: from the request to its first text, process and model included.
// Usage: node test/bench/cold-start.mjs [model folder] [rounds]
import { median, productModules, startEngine } from './productModules.mjs';

const rounds = Number(process.argv[3] ?? 11);
const modules = await productModules();
const never = new AbortController().signal;
const request = {
  input: { conversation: [{ role: 'user', content: '请写一份关于智能客服系统升级的工作总结。' }] },
  sampling: { greedy: true },
  maxTokens: 20,
  priority: 'chat',
  slot: 'bench',
};
const times = [];
for (let round = 0; round < rounds; round++) {
  const engine = startEngine(modules);
  const started = performance.now();
  for await (const event of engine.stream(request, never)) {
    if (event.type === 'text') break;
  }
  times.push(performance.now() - started);
  await engine.dispose();
}
console.log(
  `first text after ${median(times).toFixed(0)} ms (median of ${rounds}), ${Math.max(...times).toFixed(0)} at most`,
);
