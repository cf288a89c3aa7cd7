// What decoding costs through onnxruntime-node's own API, which brings the whole KV cache to the host and back at every token.
// Usage: node hostCache.mjs <model folder> <tokens of context> [cpu|cuda]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';

const [folder, context = '2048', provider = 'cuda'] = process.argv.slice(2);
const { config } = JSON.parse(readFileSync(path.join(folder, 'telechat.json'), 'utf8'));
const { layers, kvHeads, headSize } = config;
const length = Number(context);
const half = provider === 'cuda';
const STEPS = 8;

const tensor = (type, data, dims) => new ort.Tensor(type, data, dims);
const floats = (dims) => {
  const size = dims.reduce((a, b) => a * b, 1);
  return half
    ? tensor('float16', new Uint16Array(size), dims)
    : tensor('float32', new Float32Array(size), dims);
};

const session = await ort.InferenceSession.create(path.join(folder, `model.${provider}.onnx`), {
  executionProviders: [provider],
});
const feeds = {
  input_ids: tensor('int64', BigInt64Array.of(7n), [1, 1]),
  seqlens_k: tensor('int32', Int32Array.of(length - 1), [1]),
  total_sequence_length: tensor('int32', Int32Array.of(length), []),
  positions: tensor('int64', BigInt64Array.of(0n), [1]),
  cos_cache: floats([length, headSize / 2]),
  sin_cache: floats([length, headSize / 2]),
};
for (let layer = 0; layer < layers; layer++) {
  for (const part of ['key', 'value'])
    feeds[`past_${part}.${layer}`] = floats([1, kvHeads, length, headSize]);
}
const times = [];
for (let step = 0; step <= STEPS; step++) {
  const started = performance.now();
  await session.run(feeds);
  if (step > 0) times.push(performance.now() - started);
}
const median = times.sort((a, b) => a - b)[STEPS >> 1];
console.log(JSON.stringify({ provider, context: length, decodeTokensPerSecond: 1000 / median }));
