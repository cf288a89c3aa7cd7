// Measures node-llama-cpp as `bench` measures ours, and prints one JSON object.
// Usage: node llamaCpp.mjs '{"file": ..., "prompts": [128, 1024], "tokens": 32, "threads": 2, "batch": 512, "flashAttention": true}'
import { writeSync } from 'node:fs';
import { getLlama } from 'node-llama-cpp';

const { file, prompts, tokens, threads, batch, flashAttention } = JSON.parse(process.argv[2]);
const VOCABULARY = 100_000;

const started = performance.now();
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  maxThreads: threads,
  logLevel: 'error',
});
const model = await llama.loadModel({ modelPath: file });
const contextSize = Math.max(...prompts) + tokens;
const context = await model.createContext({ contextSize, batchSize: batch, threads, flashAttention });
const loadSeconds = (performance.now() - started) / 1000;
const sequence = context.getSequence();

await measure(Math.min(...prompts));
const measured = [];
for (const prompt of prompts) measured.push({ prompt, ...(await measure(prompt)) });
const result = {
  prompts: measured,
  loadSeconds,
  threads: context.currentThreads || threads,
  flashAttention: context.flashAttention,
  isMapped: model.useMmap,
  readBytesPerToken: readBytesPerToken(),
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
writeSync(1, `${JSON.stringify(result)}\n`);
process.exit(0);

/** Of an embedding that is not the head, too, one row is read. */
function readBytesPerToken() {
  const tensors = model.fileInfo.fullTensorInfo.toSorted((one, other) => Number(one.offset - other.offset));
  const at = tensors.findIndex(({ name }) => name === 'token_embd.weight');
  const isHead = tensors.every(({ name }) => name !== 'output.weight');
  const end = tensors[at + 1]?.offset ?? model.size;
  return model.size - (isHead ? 0 : Number(end) - Number(tensors[at].offset));
}

/** One pass over a prompt, then so many tokens, each the likeliest after the one before. */
async function measure(prompt) {
  await sequence.clearHistory();
  const ids = Array.from({ length: prompt }, (_, index) => 300 + ((index * 7919 + 11) % VOCABULARY));
  const started = performance.now();
  // Noise may well end a text: that is no reason to stop.
  const decoding = sequence.evaluate(ids, { temperature: 0, yieldEogToken: true });
  await decoding.next();
  const first = performance.now();
  for (let decoded = 0; decoded < tokens; decoded++) await decoding.next();
  const last = performance.now();
  await decoding.return();
  return {
    prefillTokensPerSecond: prompt / ((first - started) / 1000),
    decodeTokensPerSecond: tokens / ((last - first) / 1000),
  };
}
