// Compares the CUDA provider (float16 activations, CUDA graphs) with the official code's float32 logits.
// Usage: node golden.mjs <folder of imported tiny models> <folder of golden files>
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CLI = path.join(import.meta.dirname, '../../../dist/cli.js');
const [models, golden] = process.argv.slice(2);

function logits(model, ids, ...options) {
  const args = [
    CLI,
    'logits',
    '--model',
    model,
    '--provider',
    'cuda',
    '--ids',
    ids.join(),
    '--json',
    ...options,
  ];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })).logits;
}

const largest = (a, b) => Math.max(...a.map((value, index) => Math.abs(value - b[index])));
const argmax = (values) => values.indexOf(Math.max(...values));

for (const name of readdirSync(models)) {
  const { cases } = JSON.parse(readFileSync(path.join(golden, `${name}.json`), 'utf8'));
  const { input_ids: ids, last_logits: expected } = cases.findLast((each) => each.input_ids.length <= 256);
  const model = path.join(models, name);
  const whole = logits(model, ids);
  const cached = logits(model, ids, '--chunk', '1');
  console.log(
    JSON.stringify({
      model: name,
      tokens: ids.length,
      largestLogit: Math.max(...expected.map(Math.abs)),
      onePassDifference: largest(whole, expected),
      tokenByTokenDifference: largest(cached, expected),
      topToken: argmax(whole) === argmax(expected) && argmax(cached) === argmax(expected),
    }),
  );
}
