// Time to write a document of 2000 characters greedily, with speculation and without it, alternating; and that the text is
// the same. Usage: node test/bench/speculation.mjs [model folder]
import { median, observed, productModules, startEngine } from './productModules.mjs';

const ROUNDS = 5;
const REQUEST = {
  kind: 'proposal',
  topic: '社区养老服务',
  length: 2000,
  points: ['助餐服务', '健康档案', '志愿服务'],
  seed: 1,
};

const modules = await productModules();
const { signal } = new AbortController();
const greedy = (request) => ({ ...request, sampling: { ...request.sampling, greedy: true } });

async function write(engine) {
  const outline = await modules.planAsked(engine, REQUEST, signal);
  let text = '';
  let finished;
  for await (const event of modules.writeAsked(engine, REQUEST, outline, signal)) {
    if (event.type === 'text') text += event.delta;
    if (event.type === 'finished') finished = event;
  }
  return { text, characters: finished.characters, seconds: finished.seconds };
}

async function measure(how, change) {
  const [on, off] = [true, false].map((speculation) =>
    observed(engines[speculation ? 'on' : 'off'], { change }),
  );
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const order = round % 2 === 0 ? [on, off] : [off, on];
    const results = new Map();
    for (const engine of order) results.set(engine, await write(engine));
    const result = { on: results.get(on), off: results.get(off) };
    console.error(how, round, result.on.seconds.toFixed(2), result.off.seconds.toFixed(2));
    rounds.push(result);
  }
  // The first round warms up.
  const [, ...measured] = rounds;
  const seconds = (side) => median(measured.map((round) => round[side].seconds));
  const ratio = median(measured.map((round) => round.off.seconds / round.on.seconds));
  return {
    how,
    characters: rounds[0].on.characters,
    identical: new Set(rounds.flatMap((round) => [round.on.text, round.off.text])).size === 1,
    onSeconds: seconds('on').toFixed(2),
    offSeconds: seconds('off').toFixed(2),
    ratio: ratio.toFixed(2),
  };
}

const engines = {
  on: startEngine(modules),
  off: startEngine(modules, { speculation: false }),
};
console.table([await measure('greedy', greedy)]);
console.table([await measure('sampled', (request) => request)]);
await Promise.all(Object.values(engines).map((engine) => engine.dispose()));
