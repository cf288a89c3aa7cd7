// Perplexity of prose.txt in imported models, by the rule of llama.cpp's llama-perplexity at its usual context: pieces of 512
// tokens, of which the second half is scored. Compare with: llama-perplexity -m model.gguf -f prose.txt -c 512
// Usage: node test/bench/perplexity/prose.mjs <model folder> … [--pieces n] [--no-own-kernels]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { productModules } from '../productModules.mjs';

const PIECE = 512;
const UNSCORED = PIECE / 2;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: { pieces: { type: 'string' }, 'own-kernels': { type: 'boolean', default: true } },
});
const { Decoder, loadTokenizer } = await productModules([
  "export { Decoder } from './src/telechat/decoding/decoder.ts';",
  "export { loadTokenizer } from './src/telechat/tokenizer/load.ts';",
]);
const text = readFileSync(path.join(import.meta.dirname, 'prose.txt'), 'utf8');

function piecesOf(ids) {
  const count = Math.min(Math.floor(ids.length / PIECE), Number(values.pieces ?? Number.POSITIVE_INFINITY));
  return Array.from({ length: count }, (_, i) => ids.slice(i * PIECE, (i + 1) * PIECE));
}

function surprise(logits, id) {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - most);
  return most + Math.log(total) - logits[id];
}

async function surpriseOfPiece(decoder, piece) {
  const { vocabSize } = decoder.manifest.config;
  const cache = decoder.createCache(PIECE);
  const options = { ropeLength: PIECE };
  await decoder.forward(cache, piece.slice(0, UNSCORED), options);
  const rest = piece.slice(UNSCORED, -1);
  const logits = await decoder.forward(cache, rest, { ...options, allPositions: true });
  const sum = rest.reduce((total, _, at) => {
    const row = logits.subarray(at * vocabSize, (at + 1) * vocabSize);
    return total + surprise(row, piece[UNSCORED + at + 1]);
  }, 0);
  cache.release();
  return sum;
}

for (const model of positionals) {
  const decoder = await Decoder.open(model, { ownKernels: values['own-kernels'] });
  const tokenizer = await loadTokenizer(model);
  let sum = 0;
  let scored = 0;
  for (const piece of piecesOf(tokenizer.encode(text))) {
    sum += await surpriseOfPiece(decoder, piece);
    scored += PIECE - 1 - UNSCORED;
    process.stderr.write(`\r${model}: ${Math.exp(sum / scored).toFixed(4)} after ${scored} tokens`);
  }
  console.log(`\n${model} (${decoder.kernels}): ${Math.exp(sum / scored).toFixed(4)}`);
  decoder.close();
}
