// Greedy tokens of imported models against transformers' in float32: each is to be its best after those before it.
// Usage: PYTHON=<python with transformers> node test/bench/real-weights/greedy.mjs <checkpoint> <model folder of it> …
//   [--tokens 500] [--prompts 3]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { productModules } from '../productModules.mjs';
import { bestOf, withReference } from './reference.mjs';

const PROMPTS = [
  '请写一篇关于社区养老服务的工作报告，分四个部分。\n\n',
  '从前，山脚下住着一个修伞的人。有一天，',
  'The history of the lighthouse begins with a quarrel between two fishermen. ',
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tokens: { type: 'string', default: '500' }, prompts: { type: 'string', default: '3' } },
});
const [checkpoint, ...models] = positionals;
const count = Number(values.tokens);
const { Decoder, generate, loadTokenizer } = await productModules([
  "export { Decoder } from './src/telechat/decoding/decoder.ts';",
  "export { generate } from './src/telechat/decoding/generate.ts';",
  "export { loadTokenizer } from './src/telechat/tokenizer/load.ts';",
]);
const tokenizer = await loadTokenizer(checkpoint);
const prompts = PROMPTS.slice(0, Number(values.prompts)).map((prompt) => tokenizer.encode(prompt));

async function answersOf(model) {
  const decoder = await Decoder.open(model);
  const answers = [];
  for (const prompt of prompts) answers.push(await answerTo(decoder, prompt));
  decoder.close();
  return answers;
}

/** An end does not end it. */
async function answerTo(decoder, prompt) {
  const length = prompt.length + count;
  const cache = decoder.createCache(length);
  const ids = [];
  const tokens = generate(decoder, cache, prompt, {
    sampling: { greedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 },
    maxTokens: count,
    stopIds: [],
    ropeLength: length,
  });
  for await (const id of tokens) ids.push(id);
  cache.release();
  return ids;
}

/** Of each token that is not the best one: where it stands, and the lead of the best. */
function partings(rows, prompt, answer) {
  return answer.flatMap((id, at) => {
    const best = bestOf(rows[prompt.length - 1 + at]);
    return best.id === id ? [] : [`${at + 1} (${best.margin.toPrecision(2)})`];
  });
}

const answers = [];
for (const model of models) answers.push(...(await answersOf(model)));
const sequences = answers.map((answer, i) => [...prompts[i % prompts.length], ...answer]);
await withReference(checkpoint, sequences, ({ rows }) => {
  const table = answers.map((answer, i) => {
    const parted = partings(rows(i), prompts[i % prompts.length], answer);
    return {
      model: path.basename(models[Math.floor(i / prompts.length)]),
      prompt: (i % prompts.length) + 1,
      tokens: answer.length,
      'not the best': parted.length,
      'first of them, and the lead there': parted.slice(0, 3).join(', '),
    };
  });
  console.table(table);
});
