// Logits of imported models against transformers' in float32, at every position of 50 Chinese and English texts (texts.txt).
// Usage: PYTHON=<python with transformers> node test/bench/real-weights/logits.mjs <checkpoint> <model folder of it> …
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { productModules } from '../productModules.mjs';
import { bestOf, rowsOf, withReference } from './reference.mjs';

const [checkpoint, ...models] = process.argv.slice(2);
const { Decoder, loadTokenizer } = await productModules([
  "export { Decoder } from './src/telechat/decoding/decoder.ts';",
  "export { loadTokenizer } from './src/telechat/tokenizer/load.ts';",
]);
const texts = readFileSync(path.join(import.meta.dirname, 'texts.txt'), 'utf8')
  .trimEnd()
  .split('\n');

await withReference(checkpoint, texts, async (reference) => {
  const tokenizer = await loadTokenizer(checkpoint);
  const otherwise = texts.filter((text, i) => String(tokenizer.encode(text)) !== String(reference.ids[i]));
  console.log(`${texts.length} texts, ${otherwise.length} of them with other token ids than transformers'`);
  const table = {};
  for (const model of models) table[path.basename(model)] = await compare(model, reference);
  console.table(table);
});

async function compare(model, reference) {
  const decoder = await Decoder.open(model);
  let positions = 0;
  let largest = 0;
  const margins = [];
  for (const [number, ids] of reference.ids.entries()) {
    const cache = decoder.createCache(ids.length);
    const logits = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
    const theirs = reference.rows(number);
    for (const [at, row] of rowsOf(logits, ids.length).entries()) {
      const best = bestOf(theirs[at]);
      if (bestOf(row).id !== best.id) margins.push(best.margin);
      for (let id = 0; id < row.length; id++) largest = Math.max(largest, Math.abs(row[id] - theirs[at][id]));
    }
    positions += ids.length;
    cache.release();
  }
  decoder.close();
  return {
    positions,
    'same best token, %': (100 * (1 - margins.length / positions)).toFixed(2),
    'largest lead of another best token': Math.max(0, ...margins).toPrecision(2),
    'largest difference of a logit': largest.toPrecision(2),
  };
}
