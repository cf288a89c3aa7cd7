// Speed of models by kernels, step by step in turn in one process: on a machine that others use, too, the ratios hold.
// Usage: node test/bench/kernels.mjs <rounds> <model folder>:<kernels> …
//   Kernels are named as TELECHAT_KERNELS names them, `none` being ONNX Runtime's; `fastest`: the usual choice.
import { productModules } from './productModules.mjs';

const PROMPT = 128;
const TOKENS = 12;

const { Decoder } = await productModules(["export { Decoder } from './src/telechat/decoding/decoder.ts';"]);
const [rounds = '10', ...names] = process.argv.slice(2);

async function openCase(name) {
  const at = name.lastIndexOf(':');
  const kernels = name.slice(at + 1);
  process.env.TELECHAT_KERNELS = kernels === 'fastest' ? '' : kernels;
  const decoder = await Decoder.open(name.slice(0, at));
  return { name, decoder, cache: decoder.createCache(PROMPT + TOKENS), prefill: [], decode: [] };
}

/** Appends tokens a second: of the prompt, and of each token after it. */
async function measure({ decoder, cache, prefill, decode }) {
  const ids = Array.from({ length: PROMPT }, (_, i) => (i * 7919 + 11) % decoder.manifest.config.vocabSize);
  const speedOf = async (tokens) => {
    const started = performance.now();
    await decoder.forward(cache, tokens, { ropeLength: cache.capacity });
    return (1000 * tokens.length) / (performance.now() - started);
  };
  cache.truncate(0);
  prefill.push(await speedOf(ids));
  for (const id of ids.slice(0, TOKENS)) decode.push(await speedOf([id]));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(1);
}

const cases = [];
for (const name of names) cases.push(await openCase(name));
// Warms up: pages are touched.
for (const one of cases) await measure({ ...one, prefill: [], decode: [] });
for (let round = 0; round < Number(rounds); round++) for (const one of cases) await measure(one);
for (const { name, decoder, cache, prefill, decode } of cases) {
  console.log(`${name} (${decoder.kernels}): prefill ${median(prefill)}, decode ${median(decode)} tokens/s`);
  cache.release();
  decoder.close();
}
